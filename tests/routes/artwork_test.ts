import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { fakeRoutes, problemCode } from "../fakes/fake_route_parts.ts";
import { jpeg } from "../fakes/memory_images.ts";

const IMAGE = { bytes: jpeg(20), type: "image/jpeg", etag: '"abc"' } as const;

function routes(streamToken: string | null = null) {
  const asked: [number, string][] = [];
  const { parts } = fakeRoutes();
  const metadata = {
    ...parts.metadata,
    artwork(itemId: number, kind: string) {
      asked.push([itemId, kind]);
      return Promise.resolve(itemId === 7 ? IMAGE : null);
    },
  };
  return {
    asked,
    ...fakeRoutes({ metadata, security: { adminToken: "a", streamToken, readOnlyLan: true } }),
  };
}

Deno.test("GET /artwork/:id/:kind serves an image with its type and its tag", async () => {
  const { ask, asked } = routes();
  const response = await ask("/artwork/7/poster");
  const { status, headers } = response;
  deepStrictEqual([status, headers.get("content-type"), headers.get("etag")], [200, "image/jpeg", '"abc"']);
  strictEqual(headers.get("x-content-type-options"), "nosniff");
  deepStrictEqual(new Uint8Array(await response.arrayBuffer()), IMAGE.bytes);
  const again = await ask("/artwork/7/poster", { headers: { "if-none-match": '"abc"' } });
  deepStrictEqual([again.status, await again.text()], [304, ""]);
  strictEqual((await ask("/artwork/7/fanart", { method: "HEAD" })).status, 200);
  deepStrictEqual(asked, [[7, "poster"], [7, "poster"], [7, "fanart"]]);
});

Deno.test("GET /artwork/:id/:kind has nothing at other addresses", async () => {
  const { ask, asked } = routes();
  strictEqual(await problemCode(await ask("/artwork/8/poster")), "not_found");
  for (
    const path of [
      "7/banner",
      "0/poster",
      "x/poster",
      "7",
      "7/poster/x",
      "99999999999999999/poster",
      "-7/poster",
    ]
  ) {
    strictEqual((await ask(`/artwork/${path}`)).status, 404, path);
  }
  deepStrictEqual(asked, [[8, "poster"]]);
});

Deno.test("GET /artwork/:id/:kind needs the stream token when there is one", async () => {
  const { ask } = routes("tokentoken");
  strictEqual(await problemCode(await ask("/artwork/7/poster")), "forbidden");
  strictEqual((await ask("/t/tokentoken/artwork/7/poster")).status, 200);
});
