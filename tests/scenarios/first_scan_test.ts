import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { ReadFolder } from "../../src/schedule/mod.ts";
import { clip, CLIPS, DAY_MS, FILMS, MINUTE_MS, World } from "../schedule/authority_world.ts";
import { loopChannel } from "../schedule/samples.ts";

Deno.test({
  name: "BroadcastScheduleAuthority on first start",
  permissions: "none",
  async fn(t) {
    await t.step("shows a short card until there is something to play", async () => {
      const world = new World([]);
      await world.extendAll();
      const [card, ...more] = world.timeline();
      deepStrictEqual([card?.title, card?.kind, more.length], ["Getting ready…", "getting_ready", 0]);
      strictEqual((card?.stopMs ?? 0) - (card?.startMs ?? 0), 30 * MINUTE_MS);
    });
    await t.step("goes on with cards, without a gap, while the scan lasts", async () => {
      const world = new World([]);
      await world.extendAll();
      for (let minute = 0; minute < 100; minute += 5) {
        await world.clock.advance(5 * MINUTE_MS);
        strictEqual(world.authority.programmeAt("five", world.nowMs).title, "Getting ready…");
        world.checkTiles();
      }
      deepStrictEqual(world.rebuilt, []);
    });
    await t.step("airs from now on when the first scan is done", async () => {
      const world = new World([]);
      await world.extendAll();
      await world.clock.advance(7 * MINUTE_MS);
      world.items = [clip(1, 20)];
      await world.settled(world.authority.rebuild("five", world.nowMs, "first scan"));
      const [card, first] = world.timeline();
      deepStrictEqual([card?.kind, card?.stopMs], ["getting_ready", world.nowMs]);
      deepStrictEqual([first?.itemId, first?.startMs], [1, world.nowMs]);
      ok(world.endMs() >= world.nowMs + 2 * DAY_MS);
      deepStrictEqual(world.rebuilt, ["five: first scan"]);
      world.checkTiles();
    });
    await t.step("shows cards to the horizon when the scan found nothing", async () => {
      const world = new World([]);
      await world.extendAll();
      await world.settled(world.authority.rebuild("five", world.nowMs, "first scan"));
      ok(world.timeline().every(({ title }) => title === "Off air"));
      ok(world.endMs() >= world.nowMs + 2 * DAY_MS);
      world.checkTiles();
    });
    await t.step(
      "replaces cards by items when a later scan finds some, and keeps items before the cards",
      async () => {
        const world = new World([clip(1, 20)]);
        await world.extendAll();
        const aired = world.timeline();
        world.items = [];
        await world.clock.advance(DAY_MS);
        await world.extendAll();
        strictEqual(world.timeline().at(-1)?.kind, "off_air");
        world.items = [clip(2, 30)];
        await world.extendAll();
        const kept = aired.filter(({ stopMs }) => stopMs > world.nowMs - DAY_MS);
        deepStrictEqual(world.timeline().slice(0, kept.length), kept);
        strictEqual(world.timeline()[kept.length]?.itemId, 2);
        ok(world.timeline().every(({ kind }) => kind === "item"));
        deepStrictEqual(world.rebuilt, ["five: the collection has items now"]);
        world.checkTiles();
      },
    );
    await t.step("gives the information channel its card as far as the horizon", async () => {
      const world = new World([]);
      world.channels = [loopChannel("five", {}, { schedule: null, name: "EXStreamTV" })];
      await world.extendAll();
      ok(world.timeline().every(({ title }) => title === "EXStreamTV"));
      ok(world.endMs() >= world.nowMs + 2 * DAY_MS);
      world.checkTiles();
    });
  },
});

Deno.test({
  name: "BroadcastScheduleAuthority.renew()",
  permissions: "none",
  async fn(t) {
    const read = (path: string, isFirst: boolean) => [{ path, isFirst }];
    const renew = (world: World, folders: readonly ReadFolder[]) =>
      world.settled(world.authority.renew(folders, "first scan"));
    await t.step("airs a whole library instead of half, once the item on air has ended", async () => {
      const world = new World([clip(1, 20)]);
      await world.extendAll();
      await world.clock.advance(7 * MINUTE_MS);
      world.items = [clip(1, 20), clip(2, 20), clip(3, 20)];
      await renew(world, read(CLIPS, true));
      deepStrictEqual(world.timeline().slice(0, 4).map(({ itemId }) => itemId), [1, 2, 3, 1]);
      deepStrictEqual(world.rebuilt, ["five: first scan"]);
      ok(world.endMs() >= world.nowMs + 2 * DAY_MS);
      world.checkTiles();
    });
    await t.step("rewrites nothing for what later scans find", async () => {
      const world = new World([clip(1, 20)]);
      await world.extendAll();
      const before = world.timeline();
      world.items = [clip(1, 20), clip(2, 20)];
      await renew(world, read(CLIPS, false));
      await renew(world, []);
      deepStrictEqual(world.timeline().slice(0, before.length), before);
      deepStrictEqual(world.rebuilt, []);
    });
    await t.step("leaves channels alone that draw from other folders, or are disabled", async () => {
      const world = new World([clip(1, 20), { ...clip(2, 90), folder: FILMS }]);
      const films = { collection: { folder: FILMS } };
      world.channels = [
        loopChannel("five"),
        loopChannel("six", films),
        loopChannel("off", films, { isEnabled: false }),
      ];
      await world.extendAll();
      await renew(world, read(FILMS, true));
      deepStrictEqual(world.rebuilt, ["six: first scan"]);
      strictEqual(world.store.endMs("off"), null);
    });
    await t.step(
      "lets a channel wait until something was read, then says that there is nothing",
      async () => {
        const world = new World([]);
        await world.extendAll();
        await renew(world, []);
        deepStrictEqual(world.timeline().map(({ kind }) => kind), ["getting_ready"]);
        await world.clock.advance(MINUTE_MS);
        // Of a channel that came later than the library.
        await renew(world, read(CLIPS, false));
        const [card, ...more] = world.timeline();
        deepStrictEqual([card?.kind, card?.stopMs], ["getting_ready", world.nowMs]);
        ok(more.every(({ kind }) => kind === "off_air"));
        ok(world.endMs() >= world.nowMs + 2 * DAY_MS);
        await renew(world, read(CLIPS, false));
        deepStrictEqual(world.rebuilt, ["five: first scan"]);
        world.checkTiles();
      },
    );
    await t.step("leaves the information channel its card", async () => {
      const world = new World([]);
      world.channels = [loopChannel("five", {}, { schedule: null })];
      await world.extendAll();
      await renew(world, read(CLIPS, true));
      deepStrictEqual(world.rebuilt, []);
    });
    await t.step("repairs what is gone", async () => {
      const world = new World([clip(1, 20), clip(2, 20)]);
      await world.extendAll();
      world.items = [clip(1, 20)];
      await renew(world, []);
      deepStrictEqual(world.rebuilt, ["five: an item is gone or has another length"]);
    });
    await t.step("goes on with the others when one fails", async () => {
      const world = new World([clip(1, 20)]);
      world.channels = [
        loopChannel("bad", { collection: { show: "the disk is gone" } }),
        loopChannel("five"),
      ];
      await renew(world, read(CLIPS, true));
      ok(world.failed.includes("bad: the disk is gone"));
      strictEqual(world.timeline()[0]?.itemId, 1);
    });
  },
});
