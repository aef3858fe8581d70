import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { Addresses } from "../../src/guide/addresses.ts";
import { escapeXml } from "../../src/guide/xml_text.ts";

const BASE = "http://10.0.0.2:8411/t/a&b";

Deno.test({
  name: "Addresses fills in where clients reach us, and changes nothing else",
  permissions: "none",
  fn() {
    const icon = (path: string) => `<icon src="${escapeXml(path)}"/>`;
    const texts = fc.oneof(fc.string({ unit: "binary" }), fc.constant('<icon src="/artwork/1/poster"/>'));
    const pieces = fc.array(fc.oneof(texts.map((text) => escapeXml(text)), fc.nat(99)));
    fc.assert(fc.property(pieces, (list) => {
      const write = (base: string) =>
        list.map((piece) => typeof piece === "number" ? icon(`${base}/artwork/${piece}/poster`) : piece).join(
          "",
        );
      // Text is escaped, so nothing in it looks like an address of ours.
      const addresses = new Addresses(new TextEncoder().encode(write("").toWellFormed()));
      const filled = addresses.filledIn(BASE);
      strictEqual(new TextDecoder("utf-8", { ignoreBOM: true }).decode(filled), write(BASE).toWellFormed());
      strictEqual(addresses.length(BASE), filled.length);
    }));
  },
});
