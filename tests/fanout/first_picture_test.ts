import { strictEqual } from "node:assert/strict";
import { firstPictureBytes } from "../../src/fanout/first_picture.ts";

const PACKETS: Readonly<Record<string, readonly number[]>> = {
  table: [0x47, 0x40, 0, 0x10, 0, 0, 0xb0],
  picture: [0x47, 0x41, 0, 0x10, 0, 0, 1, 0xe0],
  /** With an adaptation field of 7 bytes, as a key frame has it. */
  keyPicture: [0x47, 0x41, 0, 0x30, 7, 0x50, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0xe0],
  morePicture: [0x47, 0x01, 0, 0x11],
  sound: [0x47, 0x41, 1, 0x10, 0, 0, 1, 0xc0],
  clock: [0x47, 0x41, 0, 0x20, 183, 0x10],
};

Deno.test({
  name: "firstPictureBytes()",
  permissions: "none",
  async fn(t) {
    const CASES = [
      {
        name: "ends where the second picture begins",
        of: "table table keyPicture morePicture sound morePicture picture morePicture",
        want: 6,
      },
      {
        name: "is everything when there is one picture only",
        of: "table keyPicture morePicture sound",
        want: 4,
      },
      { name: "is everything when there is none", of: "table sound sound", want: 3 },
      {
        name: "does not take a packet without payload for a picture",
        of: "clock keyPicture morePicture",
        want: 3,
      },
      { name: "is nothing of nothing", of: "", want: 0 },
    ];
    for (const { name, of, want } of CASES) {
      await t.step(name, () => {
        const names = of.split(" ").filter((packet) => packet !== "");
        // In the middle of a buffer, as chunks of one result are.
        const bytes = new Uint8Array((names.length + 2) * 188).subarray(188, (names.length + 1) * 188);
        names.forEach((packet, index) => bytes.set(PACKETS[packet] ?? [], index * 188));
        strictEqual(firstPictureBytes(bytes), want * 188);
      });
    }
  },
});
