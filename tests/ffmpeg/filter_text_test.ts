import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { filterText } from "../../src/ffmpeg/filter_text.ts";

Deno.test({
  name: "filterText() comes out of ffmpeg's two readings as it went in",
  permissions: "none",
  async fn(t) {
    const CASES = [
      "plain",
      "it's",
      "a:b",
      "a,b",
      "[a]",
      "a;b",
      "c:\\d\\",
      "100%",
      " a b ",
      "=",
      "\\'",
      "日本 😀",
      "",
    ];
    for (const text of CASES) {
      await t.step(JSON.stringify(text), () => strictEqual(readTwice(filterText(text)), text));
    }
    await t.step("whatever it is", () => {
      const texts = fc.string({ unit: fc.constantFrom(..."a'\\:,;[]% ="), maxLength: 30 });
      fc.assert(
        fc.property(fc.oneof(texts, fc.string()), (text) => strictEqual(readTwice(filterText(text)), text)),
      );
    });
  },
});

/** The graph's reading ends at a separator, the options' at a colon; what follows then would be another filter's. */
function readTwice(text: string): string {
  return read(read(text, "[],;"), ":");
}

/** `av_get_token()`: quotes keep what is between them, a backslash keeps what follows, blanks at the ends go. */
function read(text: string, ends: string): string {
  let token = "";
  let kept = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (isQuoted) {
      if (character === "'") isQuoted = false;
      else token += character;
      kept = token.length;
    } else if (character === "'") isQuoted = true;
    else if (character === "\\" && at + 1 < text.length) {
      token += text.charAt(++at);
      kept = token.length;
    } else if (ends.includes(character)) return token;
    else if (!/\s/.test(character)) {
      token += character;
      kept = token.length;
    } else if (token !== "") token += character;
  }
  return token.slice(0, Math.max(kept, token.trimEnd().length));
}
