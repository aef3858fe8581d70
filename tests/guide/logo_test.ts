import { deepStrictEqual, notDeepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { strokesOf } from "../../src/guide/font.ts";
import { initialsOf, LOGO_HEIGHT, LOGO_WIDTH, makeLogo } from "../../src/guide/mod.ts";
import { encodePng } from "../../src/guide/png.ts";

const INITIALS: [string, string][] = [
  ["Saturday Movies", "SM"],
  ["One Two Three Four", "OTT"],
  ["été 4K", "E4"],
  ["日本", ""],
  ["日本 TV", "T"],
  ["", ""],
  ["a.b-c", "ABC"],
];

Deno.test({
  name: "initialsOf()",
  permissions: "none",
  async fn(t) {
    for (const [name, want] of INITIALS) await t.step(`"${name}"`, () => strictEqual(initialsOf(name), want));
  },
});

Deno.test({
  name: "strokesOf() draws every digit and capital letter, and nothing for others",
  permissions: "none",
  fn() {
    const drawn = [..."123456789.ABCDEFGHIJKLMNOPQRSTUVWXYZ"].map((one) => JSON.stringify(strokesOf(one)));
    ok(drawn.every((strokes) => strokes !== "[]"));
    strictEqual(new Set(drawn).size, drawn.length, "no two look alike, but for 0 and O");
    deepStrictEqual(strokesOf("0"), strokesOf("O"));
    deepStrictEqual(strokesOf("é"), []);
  },
});

Deno.test({
  name: "encodePng() packs pixels that unpack to the same",
  permissions: "none",
  async fn() {
    const rgb = Uint8Array.from({ length: 5 * 4 * 3 }, (_, at) => (at * 37) % 256);
    const { width, height, pixels } = await decode(await encodePng({ width: 5, height: 4, rgb }));
    deepStrictEqual([width, height], [5, 4]);
    deepStrictEqual(pixels, rgb);
  },
});

Deno.test({
  name: "makeLogo()",
  permissions: "none",
  async fn(t) {
    const channel = { number: "7.1", name: "Saturday Movies", guideId: "a.b" };
    await t.step("is a PNG of the stated size with white letters on colour", async () => {
      const { width, height, pixels } = await decode(await makeLogo(channel));
      deepStrictEqual([width, height], [LOGO_WIDTH, LOGO_HEIGHT]);
      let white = 0;
      for (let at = 0; at < pixels.length; at += 3) {
        if (pixels[at] === 255 && pixels[at + 1] === 255 && pixels[at + 2] === 255) white++;
      }
      ok(white > 3_000 && white < 30_000, `${white} white pixels`);
    });
    await t.step("is the same every time", async () => {
      deepStrictEqual(await makeLogo(channel), await makeLogo({ ...channel }));
    });
    await t.step("differs by name, by number and by guide id", async () => {
      const logo = await makeLogo(channel);
      const others = [{ name: "Sunday Bars" }, { number: "7.2" }, { guideId: "c.d" }];
      for (const other of others) notDeepStrictEqual(await makeLogo({ ...channel, ...other }), logo);
    });
    await t.step("draws the widest number inside the picture", async () => {
      for (const name of ["", "Wide World Wrestling"]) {
        const { pixels } = await decode(await makeLogo({ ...channel, name, number: "1000.999" }));
        for (let y = 0; y < LOGO_HEIGHT; y++) {
          for (const x of [0, 10, LOGO_WIDTH - 11, LOGO_WIDTH - 1]) {
            ok((pixels[(y * LOGO_WIDTH + x) * 3 + 1] ?? 255) < 250, `white at ${x}, ${y}`);
          }
        }
      }
    });
  },
});

/** A PNG reader for what we write: checks every CRC, undoes filter 2. */
async function decode(png: Uint8Array<ArrayBuffer>) {
  deepStrictEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const view = new DataView(png.buffer);
  const chunks = new Map<string, Uint8Array<ArrayBuffer>>();
  for (let at = 8; at < png.length;) {
    const length = view.getUint32(at);
    const type = new TextDecoder().decode(png.subarray(at + 4, at + 8));
    chunks.set(type, png.slice(at + 8, at + 8 + length));
    strictEqual(
      view.getUint32(at + 8 + length),
      await crcOf(png.slice(at + 4, at + 8 + length)),
      `CRC of ${type}`,
    );
    at += length + 12;
  }
  deepStrictEqual([...chunks.keys()], ["IHDR", "IDAT", "IEND"]);
  const header = new DataView((chunks.get("IHDR") ?? new Uint8Array(13)).buffer);
  const [width, height] = [header.getUint32(0), header.getUint32(4)];
  const packed = new Blob([chunks.get("IDAT") ?? new Uint8Array()]).stream();
  const raw = await new Response(packed.pipeThrough(new DecompressionStream("deflate"))).bytes();
  const pixels = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    strictEqual(raw[y * (width * 3 + 1)], 2);
    for (let x = 0; x < width * 3; x++) {
      const above = y === 0 ? 0 : pixels[(y - 1) * width * 3 + x] ?? 0;
      pixels[y * width * 3 + x] = (raw[y * (width * 3 + 1) + 1 + x] ?? 0) + above;
    }
  }
  return { width, height, pixels };
}

/** The CRC-32 that gzip puts before the length at its end is the one PNG uses. */
async function crcOf(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  const out = await new Response(packed).bytes();
  return new DataView(out.buffer).getUint32(out.length - 8, true);
}
