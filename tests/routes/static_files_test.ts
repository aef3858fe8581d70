import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { fakeRoutes, problemCode } from "../fakes/fake_route_parts.ts";

Deno.test("the dashboard's files come with their types", async (t) => {
  const cases = [
    { path: "/", file: "index.html", type: "text/html; charset=utf-8" },
    { path: "/static/app.js", file: "app.js", type: "text/javascript; charset=utf-8" },
    { path: "/static/vendor/mpegts.js", file: "vendor/mpegts.js", type: "text/javascript; charset=utf-8" },
    { path: "/favicon.ico", file: "icon.svg", type: "image/svg+xml" },
    { path: "/static/app.js?v=1", file: "app.js", type: "text/javascript; charset=utf-8" },
  ];
  for (const { path, file, type } of cases) {
    await t.step(path, async () => {
      const response = await fakeRoutes().ask(path);
      strictEqual(response.status, 200);
      strictEqual(response.headers.get("content-type"), type);
      strictEqual(response.headers.get("cache-control"), "no-cache");
      strictEqual(await response.text(), file);
    });
  }
});

Deno.test("a file the browser has is not sent again", async () => {
  const { ask } = fakeRoutes();
  const response = await ask("/static/app.js", { headers: { "if-none-match": '"s1"' } });
  strictEqual(response.status, 304);
  strictEqual(response.headers.get("etag"), '"s1"');
  strictEqual((await ask("/static/app.js", { headers: { "if-none-match": '"s0"' } })).status, 200);
});

Deno.test("only clean names reach the reader", async (t) => {
  const paths = [
    "/static/../config.yaml",
    "/static/%2e%2e/config.yaml",
    "/static/..%2fconfig.yaml",
    "/static/..%5cconfig.yaml",
    "/static/%252e%252e%252fconfig.yaml",
    "/static/....//config.yaml",
    "/static//etc/passwd",
    "/static/%2fetc/passwd",
    "/static/.hidden",
    "/static/vendor/.hidden",
    "/static/app.js%00.png",
    "/static/app.js/",
    "/static/app.",
    "/static/C:/config.yaml",
    "/static/a%20b.js",
    "/static/~root",
    "/static/",
    "/static",
  ];
  for (const path of paths) {
    await t.step(path, async () => {
      const { ask, read } = fakeRoutes();
      const response = await ask(path);
      strictEqual(response.status, 404);
      strictEqual(await problemCode(response), "not_found");
      deepStrictEqual(read, []);
    });
  }
  await t.step("an absent one is 404 too", async () => {
    const { ask, read } = fakeRoutes();
    strictEqual((await ask("/static/absent.js")).status, 404);
    deepStrictEqual(read, ["absent.js"]);
  });
});
