/** What neither fails nor works: sources that trickle, and processes that do not end. */
import { ok, strictEqual } from "node:assert/strict";
import { LIMITS } from "../../src/limits.ts";
import { assertSmooth, HOUR, MIRROR, two } from "../playout/ways.ts";
import { World } from "../playout/world.ts";

Deno.test("A source that only trickles gives way to a mirror that is well", async () => {
  await using world = new World(HOUR, { ladder: two, items: { 1: { rate: 0.6 } } });
  await world.clock.advance(90_000);
  assertSmooth(world);
  strictEqual(world.shown().pictures.at(-1)?.itemId, MIRROR + 1);
  ok(world.logged.some((line) => line.includes("it does not keep up")));
});

Deno.test("A channel does not wait for ever for the end of what cannot be ended", async () => {
  const world = new World(HOUR, { items: { 1: { endMs: 3_600_000 } } });
  await world.clock.advance(5_000);
  let hasRested = false;
  void world.playout.rest().then(() => hasRested = true);
  await world.clock.advance(LIMITS.inputCloseMs + 100);
  ok(hasRested, "whoever waits for its place in the pool is told");
  const atMs = world.clock.wallMs();
  await world.end();
  ok(world.clock.wallMs() - atMs <= LIMITS.inputCloseMs + 1_000);
});
