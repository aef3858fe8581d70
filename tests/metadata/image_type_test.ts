import { strictEqual } from "node:assert/strict";
import { imageTypeOf } from "../../src/metadata/image_type.ts";

Deno.test({
  name: "imageTypeOf() looks at bytes, not at names",
  permissions: "none",
  async fn(t) {
    const text = (value: string) => Uint8Array.from(value, (letter) => letter.charCodeAt(0));
    const CASES: readonly [name: string, bytes: Uint8Array, want: string | null][] = [
      ["JPEG", text("\xff\xd8\xff\xe0\x00\x10JFIF"), "image/jpeg"],
      ["PNG", text("\x89PNG\r\n\x1a\n...."), "image/png"],
      ["WebP", text("RIFF....WEBPVP8 "), "image/webp"],
      ["GIF", text("GIF89a......"), "image/gif"],
      ["SVG", text("<svg xmlns='http://www.w3.org/2000/svg'>"), null],
      ["HTML", text("<!DOCTYPE html>"), null],
      ["WAVE", text("RIFF....WAVEfmt "), null],
      ["three bytes", text("\xff\xd8"), null],
      ["nothing", text(""), null],
    ];
    for (const [name, bytes, want] of CASES) await t.step(name, () => strictEqual(imageTypeOf(bytes), want));
  },
});
