import { strictEqual } from "node:assert/strict";
import { decodeText } from "../../src/metadata/text_encoding.ts";

function utf16(text: string, isLittle: boolean): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  [...text].forEach((letter, at) => view.setUint16(at * 2, letter.charCodeAt(0), isLittle));
  return bytes;
}

Deno.test({
  name: "decodeText() reads what NFO files are written in",
  permissions: "none",
  async fn(t) {
    const encoder = new TextEncoder();
    const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
    const DECLARED = '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>';
    const CASES: readonly [name: string, bytes: Uint8Array, want: string | null][] = [
      ["UTF-8", encoder.encode("<a>é</a>"), "<a>é</a>"],
      ["UTF-8 with a mark", encoder.encode("\ufeff<a>é</a>"), "<a>é</a>"],
      ["UTF-16 little", utf16("\ufeff<a>é</a>", true), "<a>é</a>"],
      ["UTF-16 big", utf16("\ufeff<a>é</a>", false), "<a>é</a>"],
      ["declared Latin-1", latin(DECLARED), DECLARED],
      [
        "UTF-8 that calls itself UTF-16",
        encoder.encode('<?xml encoding="utf-16"?><a/>'),
        '<?xml encoding="utf-16"?><a/>',
      ],
      ["nothing", new Uint8Array(), ""],
      ["Latin-1 undeclared", latin("<a>é</a>"), null],
      ["an encoding nobody knows", encoder.encode('<?xml version="1.0" encoding="klingon"?><a/>'), null],
      ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0), null],
    ];
    for (const [name, bytes, want] of CASES) await t.step(name, () => strictEqual(decodeText(bytes), want));
  },
});
