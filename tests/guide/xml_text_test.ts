import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { cleanText, escapeXml, isClean } from "../../src/guide/xml_text.ts";

const CLEAN: { name: string; text: string; want: string }[] = [
  { name: "blanks and line breaks become one blank", text: " a\r\n\tb  c ", want: "a b c" },
  { name: "control characters become a blank", text: "a\u0000b\u001f\u007f\u0085c", want: "a b c" },
  { name: "lone surrogates go", text: "a\ud800b\udc00", want: "a b" },
  { name: "whole surrogate pairs stay", text: "a\u{1f600}b", want: "a\u{1f600}b" },
  { name: "the two non-characters go", text: "\ufffea\uffff", want: "a" },
  { name: "marks stay", text: "<a & 'b'>", want: "<a & 'b'>" },
];

Deno.test({
  name: "cleanText()",
  permissions: "none",
  async fn(t) {
    for (const { name, text, want } of CLEAN) await t.step(name, () => strictEqual(cleanText(text), want));
    await t.step("leaves one line without blanks at its ends or beside each other, whatever comes in", () => {
      const units = fc.constantFrom("a", " ", "\t", "\u007f", "\u00a0", "\u2028", "é", "\ud800");
      fc.assert(fc.property(fc.string({ unit: units }), (text) => {
        strictEqual(
          cleanText(text),
          text.split(/[\s\p{Cc}\p{Cs}]+/u).filter((word) => word !== "").join(" "),
        );
      }));
    });
  },
});

Deno.test({
  name: "escapeXml() makes any text come back from a strict parser, less what XML cannot carry",
  permissions: "none",
  fn() {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: "grapheme" }),
      fc.constant("]]>&amp;"),
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 0xd700, max: 0xe000 }), (text, code) => {
        const spoilt = text + String.fromCharCode(code);
        let inside = "";
        let attribute = "";
        const parser = new SaxesParser();
        parser.on("error", (error) => {
          throw error;
        });
        parser.on("text", (read) => inside += read);
        parser.on("opentag", (tag) => attribute = String(tag.attributes.a));
        parser.write(`<x a="${escapeXml(spoilt)}">${escapeXml(spoilt)}</x>`).close();
        const want = spoilt.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, "");
        strictEqual(inside, want);
        strictEqual(attribute, want);
      }),
      { numRuns: 500 },
    );
  },
});

Deno.test({
  name: "isClean() holds for whatever cleanText() returns, and not for what it removes",
  permissions: "none",
  fn() {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => ok(isClean(cleanText(text)))));
    for (const text of ["a\u0000", "\ud800", "\uffff", "\u0085", "a\nb"]) {
      ok(!isClean(text), JSON.stringify(text));
    }
  },
});
