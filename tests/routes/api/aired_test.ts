import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { Aired } from "../../../src/aired.ts";
import { fakeRoutes, NOON_MS, problemCode } from "../../fakes/fake_route_parts.ts";

const STRETCH: Aired = {
  ...{ fromMs: NOON_MS + 40, untilMs: NOON_MS + 60_000, programmeMs: NOON_MS, title: "A", itemId: 7 },
  ...{ input: "primary", card: null, lateMs: 40 },
};

Deno.test("GET /api/v1/channels/{id}/aired tells what really went out", async () => {
  const asked: unknown[] = [];
  const { ask } = fakeRoutes({
    aired: (...question) => {
      asked.push(question);
      return [STRETCH];
    },
  });
  const response = await ask("/api/v1/channels/id-2/aired");
  deepStrictEqual(await response.json(), {
    items: [{
      from: "2026-01-05T12:00:00.040Z",
      until: "2026-01-05T12:01:00.000Z",
      programme_start: "2026-01-05T12:00:00.000Z",
      title: "A",
      item_id: 7,
      input: "primary",
      card: null,
      late_ms: 40,
    }],
  });
  await ask("/api/v1/channels/id-2/aired?from=2026-01-05T00:00:00Z&to=2026-01-05T06:00:00Z");
  const day = 24 * 3_600_000;
  deepStrictEqual(asked, [
    ["id-2", NOON_MS - day + 60_000, NOON_MS + 60_000],
    ["id-2", NOON_MS - day / 2, NOON_MS - day / 4],
  ]);
});

Deno.test("GET /api/v1/channels/{id}/aired refuses an unknown channel and a span that is none", async () => {
  const { ask } = fakeRoutes();
  strictEqual(await problemCode(await ask("/api/v1/channels/nope/aired")), "unknown_channel");
  const empty = "?from=2026-01-05T06:00:00Z&to=2026-01-05T06:00:00Z";
  strictEqual(await problemCode(await ask(`/api/v1/channels/id-2/aired${empty}`)), "bad_request");
});
