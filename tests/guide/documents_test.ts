import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Documents } from "../../src/guide/documents.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

const BASE = "http://10.0.0.2:8411";
const PROGRAMME = '<programme><icon src="/artwork/7/poster"/></programme>\n';
const CHANNEL = { id: "five.x", number: "5", displayNames: ["Bars", "5"] };

Deno.test({
  name: "Documents",
  permissions: "none",
  async fn(t) {
    const documents = documentsOf("one");
    await t.step("have whole addresses, other ones for other clients", async () => {
      const { plain } = await documents.get(BASE);
      const text = await new Response(plain.open()).text();
      ok(text.startsWith("<?xml") && text.endsWith("</tv>\n"));
      strictEqual(text.split(`src="${BASE}/artwork/7/poster"`).length, 3);
      ok(text.includes(`src="${BASE}/logo/5.png"`));
      const other = await new Response((await documents.get("https://tv.example.org")).plain.open()).text();
      strictEqual(other, text.replaceAll(BASE, "https://tv.example.org"));
    });
    await t.step("say the same packed, and how long they are", async () => {
      const { plain, gzip } = await documents.get(BASE);
      const packed = await new Response(gzip.open()).bytes();
      strictEqual(packed.length, gzip.length);
      const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
      const text = await new Response(unpacked).text();
      strictEqual(text, await new Response(plain.open()).text());
      strictEqual(new TextEncoder().encode(text).length, plain.length);
    });
    await t.step("are made once, also for those who come together", () => {
      strictEqual(documents.get(BASE), documents.get(BASE));
    });
    await t.step("make nothing of the plain form before it is read, and no more than is read", async () => {
      const { plain } = await documents.get(BASE);
      const reader = plain.open().getReader();
      const first = await reader.read();
      ok(new TextDecoder().decode(first.value).startsWith("<?xml"));
      await reader.cancel();
    });
    await t.step("of the next guide are ready for whom the last one served", async () => {
      const next = documentsOf("two");
      await next.follow(documents);
      deepStrictEqual((await next.get(BASE)).etag.startsWith('"two-'), true);
    });
  },
});

function documentsOf(digest: string): Documents {
  const body = [PROGRAMME, PROGRAMME].map((text) => new TextEncoder().encode(text));
  const draft = { channels: [CHANNEL], body, digest, programmes: 2 };
  return new Documents({ draft, version: 1, publishedAtMs: 0, verifiedBy: "plain" }, new FakeClock());
}
