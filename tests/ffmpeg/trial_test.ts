import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { judgePicture, judgeTrial, lookBackCommand, trialCommand } from "../../src/ffmpeg/trial.ts";
import { PROFILE } from "../playout/samples.ts";
import { type TrialFaults, trialStream } from "./trial_stream.ts";

Deno.test({
  name: "trialCommand() has the profile's encoder make two short groups of a known picture",
  permissions: "none",
  fn() {
    const args = trialCommand({ ...PROFILE, encoder: "h264_vaapi" });
    const line = args.join(" ");
    ok(line.includes("color=c=black:s=320x180:r=10/1,drawbox=w=iw/2:c=white:t=fill"));
    ok(args.indexOf("-init_hw_device") < args.indexOf("-i"), "the device stands before the input");
    ok(line.includes("-vf format=nv12,hwupload -frames:v 16 -c:v h264_vaapi "));
    ok(line.includes(" -g 8 ") && line.endsWith("-f h264 pipe:1"));
  },
});

Deno.test({
  name: "judgeTrial() finds what a viewer would suffer from",
  permissions: "none",
  async fn(t) {
    const CASES: [name: string, faults: TrialFaults, reason: string][] = [
      ["pictures are missing", { pictures: 15 }, "it made 15 pictures of 16"],
      ["nothing came", { pictures: 0 }, "it made 0 pictures of 16"],
      [
        "key frames too far apart",
        { gop: 16 },
        "picture 8 is a key frame and should not be, or the reverse",
      ],
      [
        "key frames off the grid",
        { gop: 7 },
        "picture 7 is a key frame and should not be, or the reverse",
      ],
      ["headers only once", { isHeadedOnce: true }, "it does not repeat its headers at every key frame"],
      [
        "far too many bytes",
        { keyBytes: 100_000 },
        "it takes 100036 bytes for a picture of two plain halves",
      ],
    ];
    for (const [name, faults, reason] of CASES) {
      await t.step(name, () => deepStrictEqual(judgeTrial(trialStream(faults)), { reason }));
    }
  },
});

Deno.test({
  name: "judgeTrial() gives the first key frame alone, with its headers and without padding",
  permissions: "none",
  fn() {
    const result = judgeTrial(trialStream());
    ok("keyFrame" in result);
    const kinds = [...result.keyFrame].flatMap((byte, at, all) =>
      at >= 3 && all[at - 1] === 1 && all[at - 2] === 0 && all[at - 3] === 0 ? [byte & 0x1f] : []
    );
    deepStrictEqual(kinds, [7, 8, 6, 5, 5]);
  },
});

Deno.test({
  name: "judgeTrial() copes with any bytes",
  permissions: "none",
  fn() {
    const byte = fc.oneof(fc.constantFrom(0, 0, 1, 0x65, 0x67, 0x88), fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 300 }), (bytes) => {
        const result = judgeTrial(Uint8Array.from(bytes));
        ok("reason" in result, "16 pictures need more");
      }),
      { numRuns: 300 },
    );
  },
});

Deno.test({
  name: "lookBackCommand() hands the key frame over as an argument, and lets ffmpeg open nothing else",
  permissions: "none",
  fn() {
    const args = lookBackCommand(Uint8Array.of(0, 0, 1, 0x67));
    const url = args[args.indexOf("-i") + 1];
    strictEqual(url, "data:application/octet-stream;base64,AAABZw==");
    strictEqual(args[args.indexOf("-protocol_whitelist") + 1], "data");
  },
});

Deno.test({
  name: "judgePicture() wants white and black",
  permissions: "none",
  fn() {
    const wrong = "what it made does not decode to the picture it was given";
    const CASES: [bytes: number[], want: string | null][] = [
      [[255, 0], null],
      [[235, 16], null],
      [[200, 55], null],
      [[199, 0], wrong],
      [[255, 56], wrong],
      [[0, 255], wrong],
      [[128, 128], wrong],
      [[255], wrong],
      [[], wrong],
      [[255, 0, 0], wrong],
    ];
    for (const [bytes, want] of CASES) strictEqual(judgePicture(Uint8Array.from(bytes)), want, `${bytes}`);
  },
});
