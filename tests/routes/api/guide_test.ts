import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { fakeRoutes } from "../../fakes/fake_route_parts.ts";

Deno.test("GET /api/v1/guide tells what is published, how it was proved, and what was refused", async () => {
  const response = await fakeRoutes().ask("/api/v1/guide");
  strictEqual(response.status, 200);
  deepStrictEqual(await response.json(), {
    version: 3,
    published_at: "2026-01-05T12:00:00.000Z",
    verified_by: "plain",
    is_stale: false,
    programmes: 42,
    channels: 3,
    faults: [],
    proof: {
      verified_by: "plain",
      result: "failed",
      stage: "fuzz",
      reason: "Channel 5 Bars: the guide says nothing",
      ended_at: "2026-01-05T12:00:00.000Z",
      duration_s: 1.5,
      questions: 7,
      pieces: 3,
      pieces_known: 40,
      properties: [{ name: "length", sentence: "A programme starts before it stops." }],
      counterexample: "Channel 5 Bars: the guide says nothing",
    },
  });
});

Deno.test("before the first guide its state says so", async () => {
  const { parts } = fakeRoutes();
  const proof = { properties: [], verifiedBy: "smt", latest: null, counterexample: null } as const;
  const { ask } = fakeRoutes({ guide: { ...parts.guide, current: () => null, proof: () => proof } });
  deepStrictEqual(await (await ask("/api/v1/guide")).json(), {
    version: null,
    published_at: null,
    verified_by: null,
    is_stale: false,
    programmes: 0,
    channels: 0,
    faults: [],
    proof: {
      verified_by: "smt",
      result: null,
      stage: null,
      reason: null,
      ended_at: null,
      duration_s: null,
      questions: 0,
      pieces: 0,
      pieces_known: 0,
      properties: [],
      counterexample: null,
    },
  });
});
