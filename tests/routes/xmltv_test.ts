import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { BASE, fakeRoutes, problemCode } from "../fakes/fake_route_parts.ts";

const PATHS = ["/iptv/xmltv.xml", "/xmltv.xml", "/epg.xml", "/hdhomerun/guide.xml", "/guide.xml"];
const LAST_MODIFIED = "Mon, 05 Jan 2026 12:00:00 GMT";

Deno.test("the guide has one content under all its names", async (t) => {
  const { ask } = fakeRoutes();
  for (const path of PATHS) {
    await t.step(path, async () => {
      const response = await ask(path);
      strictEqual(response.status, 200);
      strictEqual(response.headers.get("content-type"), "application/xml; charset=utf-8");
      strictEqual(response.headers.get("etag"), '"v3"');
      strictEqual(response.headers.get("last-modified"), LAST_MODIFIED);
      strictEqual(response.headers.get("vary"), "accept-encoding");
      const text = await response.text();
      strictEqual(text, `<tv>${BASE}</tv>`);
      strictEqual(response.headers.get("content-length"), String(text.length));
    });
    await t.step(`HEAD ${path} says how long it is, and no more`, async () => {
      const response = await ask(path, { method: "HEAD" });
      strictEqual(response.headers.get("content-length"), String(`<tv>${BASE}</tv>`.length));
      strictEqual(await response.text(), "");
    });
    await t.step(`${path}.gz`, async () => {
      const response = await ask(`${path}.gz`);
      strictEqual(response.headers.get("content-type"), "application/gzip");
      strictEqual(response.headers.get("content-encoding"), null);
      strictEqual(response.headers.get("etag"), '"v3-gzip"');
      deepStrictEqual(await response.bytes(), new Uint8Array([0x1f, 0x8b]));
    });
  }
});

Deno.test("the guide is compressed for whoever takes gzip", async (t) => {
  const cases = [
    { accept: "gzip", isEncoded: true },
    { accept: "deflate, GZIP;q=0.5, br", isEncoded: true },
    { accept: "*", isEncoded: true },
    { accept: "gzip;q=0", isEncoded: false },
    { accept: "*;q=0", isEncoded: false },
    { accept: "gzip;q=0, *", isEncoded: false },
    { accept: "identity", isEncoded: false },
    { accept: "xgzip", isEncoded: false },
    { accept: ";;q=,,", isEncoded: false },
  ];
  for (const { accept, isEncoded } of cases) {
    await t.step(accept, async () => {
      const response = await fakeRoutes().ask("/xmltv.xml", { headers: { "accept-encoding": accept } });
      strictEqual(response.headers.get("content-encoding"), isEncoded ? "gzip" : null);
      strictEqual(response.headers.get("etag"), isEncoded ? '"v3-gzip"' : '"v3"');
      strictEqual((await response.bytes())[0], isEncoded ? 0x1f : "<".charCodeAt(0));
    });
  }
});

Deno.test("the guide is not sent again to whoever has it", async (t) => {
  const cases: { headers: Record<string, string>; status: number }[] = [
    { headers: { "if-none-match": '"v3"' }, status: 304 },
    { headers: { "if-none-match": 'W/"v3"' }, status: 304 },
    { headers: { "if-none-match": '"v3-gzip"' }, status: 304 },
    { headers: { "if-none-match": '"v1", "v3"' }, status: 304 },
    { headers: { "if-none-match": "*" }, status: 304 },
    { headers: { "if-none-match": '"v2"' }, status: 200 },
    { headers: { "if-none-match": "v3" }, status: 200 },
    { headers: { "if-modified-since": LAST_MODIFIED }, status: 304 },
    { headers: { "if-modified-since": "Mon, 05 Jan 2026 12:00:01 GMT" }, status: 304 },
    { headers: { "if-modified-since": "Mon, 05 Jan 2026 11:59:59 GMT" }, status: 200 },
    { headers: { "if-modified-since": "yesterday" }, status: 200 },
    { headers: { "if-none-match": '"v2"', "if-modified-since": LAST_MODIFIED }, status: 200 },
  ];
  for (const { headers, status } of cases) {
    await t.step(JSON.stringify(headers), async () => {
      const response = await fakeRoutes().ask("/xmltv.xml", { headers });
      strictEqual(response.status, status);
      strictEqual(response.headers.get("etag"), '"v3"');
      if (status === 304) strictEqual(await response.text(), "");
    });
  }
});

Deno.test("without a verified guide the answer is 503 and when to come back", async () => {
  const { parts } = fakeRoutes();
  const guide = { ...parts.guide, current: () => null, xmltv: () => Promise.resolve(null) };
  const { ask } = fakeRoutes({ guide });
  for (const path of ["/xmltv.xml", "/epg.xml.gz"]) {
    const response = await ask(path);
    strictEqual(response.status, 503);
    strictEqual(response.headers.get("retry-after"), "10");
    strictEqual(await problemCode(response), "guide_not_ready");
  }
});
