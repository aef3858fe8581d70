import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { childrenOf, readXml, textOf } from "../../src/metadata/xml_tree.ts";

const BOUNDS = { elementsMax: 10, depthMax: 4 };

Deno.test({
  name: "readXml() gives elements, attributes and text",
  permissions: "none",
  fn() {
    const { root } = readXml('<A><b C="1">x &amp; <![CDATA[<y>]]></b><b/><d> z </d></A>', BOUNDS);
    ok(root !== null);
    strictEqual(root.name, "a");
    deepStrictEqual(childrenOf(root, "b").map(({ attributes, text }) => [attributes, text]), [
      [{ c: "1" }, "x & <y>"],
      [{}, ""],
    ]);
    deepStrictEqual([textOf(root, "none", "d"), textOf(root, "none")], ["z", null]);
  },
});

Deno.test({
  name: "readXml() refuses",
  permissions: "none",
  async fn(t) {
    const CASES = [
      ["nothing", "", "document must contain a root element."],
      ["truncated", "<a><b>", "unclosed tag: b"],
      ["a wrong end", "<a></b>", "unexpected close tag."],
      ["unknown entities", "<a>&x;</a>", "undefined entity."],
      ["document types", "<!DOCTYPE a><a/>", "it declares a document type"],
      [
        "a billion laughs",
        '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>',
        "it declares a document type",
      ],
      [
        "files of ours",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "it declares a document type",
      ],
      ["depth", "<a><a><a><a><a/></a></a></a></a>", "its elements lie more than 4 deep"],
      ["numbers", `<a>${"<b/>".repeat(10)}</a>`, "it has more than 10 elements"],
    ] as const;
    for (const [name, text, want] of CASES) {
      await t.step(name, () => {
        const { root, fault } = readXml(text, BOUNDS);
        strictEqual(root, null);
        ok(fault?.includes(want), `${fault}`);
      });
    }
  },
});
