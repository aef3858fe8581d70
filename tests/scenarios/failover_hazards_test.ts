/** What went wrong in a failover engine of the same kind, seen by a viewer; the others carry their number elsewhere. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import {
  assertInPlace,
  assertSmooth,
  copy,
  filler,
  GONE,
  HOUR,
  MIRROR,
  primary,
  two,
} from "../playout/ways.ts";
import { ORIGIN_MS, World } from "../playout/world.ts";

Deno.test("Hazard 1: whenever the programme can be played again, it is returned to", async () => {
  for (let recoversMs = 0; recoversMs <= 30_000; recoversMs += 2_500) {
    const ladder = (id: number) => [primary(id, { host: "nas:80", probe: "light" }), filler()];
    await using world = new World(HOUR, { ladder });
    await world.clock.advance(10_000);
    let isUp = false;
    world.probe = () => Promise.resolve(isUp ? null : "refused");
    world.items.set(1, { fault: GONE });
    world.inputs.kill(1);
    await world.clock.advance(recoversMs);
    isUp = true;
    world.items.delete(1);
    await world.clock.advance(45_000 + recoversMs);
    strictEqual(world.shown().pictures.at(-1)?.itemId, 1, `after ${recoversMs} ms`);
    assertSmooth(world);
    assertInPlace(world);
  }
});

Deno.test("Hazard 3: what works stays on air until its successor shows a picture, however long that takes", async () => {
  await using world = new World(HOUR, { ladder: two, items: { [MIRROR + 1]: { openMs: 7_000 } } });
  await world.clock.advance(10_000);
  world.playout.operator.switchTo("mirror:0", "until_failure");
  await world.clock.advance(15_000);
  deepStrictEqual(world.airedFrom(ORIGIN_MS + 2_000), [1, MIRROR + 1], "no card between");
  assertSmooth(world);
});

Deno.test("Hazard 4: a late word of what was closed changes nothing", async () => {
  await using world = new World(HOUR, { ladder: two, items: { 1: { endMs: 5_000, hangsAfterMs: 15_000 } } });
  await world.clock.advance(22_000);
  deepStrictEqual(world.switches, ["primary>mirror:0 stall"]);
  const before = world.memory.state.health;
  world.inputs.kill(1, new Fault("tune_failed", "late"));
  await world.clock.advance(500);
  const { health } = world.memory.state;
  deepStrictEqual(health.map(({ errors }) => errors), before.map(({ errors }) => errors));
  await world.clock.advance(10_000);
  strictEqual(world.shown().pictures.at(-1)?.itemId, MIRROR + 1);
  assertSmooth(world);
});

Deno.test("Hazard 8: one change of several ways does all of it", async () => {
  await using world = new World(HOUR, { ladder: two });
  await world.clock.advance(10_000);
  world.ladders.change(1, [primary(1, { locator: "/moved/1" }), copy(1)]);
  await world.clock.advance(10_000);
  strictEqual(world.inputs.requests.at(-1)?.locator, "/moved/1");
  strictEqual(world.inputs.open.size, 1);
  world.items.set(1, { fault: GONE });
  world.inputs.kill(1);
  await world.clock.advance(10_000);
  deepStrictEqual(world.switches, ["primary>alternate:0 error"]);
  assertSmooth(world);
  assertInPlace(world);
  ok(world.inputs.requests.every(({ itemId }) => itemId !== MIRROR + 1));
});
