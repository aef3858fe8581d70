import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fakeRoutes } from "../../fakes/fake_route_parts.ts";

Deno.test("/api/openapi.json describes every route, and /api/docs shows it", async () => {
  const { ask } = fakeRoutes();
  const document = await (await ask("/api/openapi.json")).json();
  strictEqual(document.openapi, "3.1.0");
  strictEqual(document.info.version, "0.1.0");
  const paths = [
    "/api/v1/channel-documents",
    "/api/v1/channels",
    "/api/v1/channels/{id}",
    "/api/v1/channels/{id}/aired",
    "/api/v1/channels/{id}/document",
    "/api/v1/channels/{id}/history",
    "/api/v1/channels/{id}/history/{version}/revert",
    "/api/v1/channels/{id}/inputs/override",
    "/api/v1/channels/{id}/inputs/switch",
    "/api/v1/channels/{id}/inputs/{input_id}/reset",
    "/api/v1/channels/{id}/now-playing",
    "/api/v1/channels/{id}/rebuild",
    "/api/v1/channels/{id}/remarks",
    "/api/v1/channels/{id}/restart",
    "/api/v1/channels/{id}/runtime",
    "/api/v1/channels/{id}/timeline",
    "/api/v1/collections",
    "/api/v1/collections/{name}",
    "/api/v1/collections/{name}/history",
    "/api/v1/collections/{name}/history/{version}/revert",
    "/api/v1/events",
    "/api/v1/export",
    "/api/v1/fillers",
    "/api/v1/fillers/{name}",
    "/api/v1/fillers/{name}/history",
    "/api/v1/fillers/{name}/history/{version}/revert",
    "/api/v1/guide",
    "/api/v1/import",
    "/api/v1/libraries",
    "/api/v1/media",
    "/api/v1/media/{id}/breaks",
    "/api/v1/media/{id}/metadata",
    "/api/v1/schedules",
    "/api/v1/schedules/preview",
    "/api/v1/schedules/{name}",
    "/api/v1/schedules/{name}/history",
    "/api/v1/schedules/{name}/history/{version}/revert",
    "/api/v1/sessions",
    "/api/v1/sessions/{id}",
    "/api/v1/system",
    "/api/v1/system/processes",
  ];
  deepStrictEqual(Object.keys(document.paths).toSorted(), paths);
  const page = await ask("/api/docs");
  strictEqual(page.headers.get("content-type"), "text/html; charset=UTF-8");
  const text = await page.text();
  for (const path of paths) {
    for (const [method, operation] of Object.entries<{ security: unknown }>(document.paths[path])) {
      const name = `${method.toUpperCase()} ${path}`;
      ok(text.includes(`${name}<`), name);
      if (method !== "get") deepStrictEqual(operation.security, [{ adminToken: [] }], name);
    }
  }
  ok(!/<script|style=|onclick/.test(text));
  strictEqual((await ask("/api/docs/style.css")).headers.get("content-type"), "text/css; charset=utf-8");
});
