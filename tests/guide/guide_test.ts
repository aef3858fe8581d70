import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { XMLTVValidationError } from "../../src/guide/mod.ts";
import { LIMITS } from "../../src/limits.ts";
import { formatInstant } from "../../src/guide/instants.ts";
import { BASE, HOUR_MS, World } from "./guide_world.ts";

Deno.test({
  name: "GuidePublisher publishes",
  permissions: "none",
  async fn(t) {
    await t.step("nothing before the first refresh", () => {
      const { publisher } = new World();
      strictEqual(publisher.published(), null);
      strictEqual(publisher.xmltv(BASE), null);
    });
    await t.step("all enabled channels by number, from what is on to the horizon", async () => {
      const world = new World();
      const { guide } = await world.refresh();
      deepStrictEqual([guide?.channels, guide?.version, guide?.verifiedBy, guide?.isStale], [
        2,
        1,
        "plain",
        false,
      ]);
      const text = await world.text();
      deepStrictEqual([...text.matchAll(/<channel id="(.*?)"/g)].map(([, id]) => id), ["two.x", "ten.x"]);
      deepStrictEqual(/<programme start="(\d+)/.exec(text)?.[1], "20260105110000");
      ok(text.includes('stop="20260107120000 +0000"'));
      strictEqual(text.match(/<programme /g)?.length, guide?.programmes);
      ok(text.includes(`<icon src="${BASE}/logo/2.png"/>`));
    });
    await t.step("bytes and gzip that say the same", async () => {
      const world = new World();
      await world.refresh();
      const document = await world.document(BASE);
      ok(document);
      const plain = await new Response(document.plain.open()).bytes();
      const packed = await new Response(document.gzip.open()).bytes();
      deepStrictEqual([plain.length, packed.length], [document.plain.length, document.gzip.length]);
      const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
      deepStrictEqual(await new Response(unpacked).bytes(), plain);
      strictEqual(document?.lastModified, "Mon, 05 Jan 2026 12:00:00 GMT");
      match(document?.etag ?? "", /^"[0-9a-f]{24}-[0-9a-f]{8}"$/);
    });
    await t.step(
      "an ETag that changes with what is said and with the address, and with nothing else",
      async () => {
        const world = new World();
        await world.refresh();
        const first = await world.document(BASE);
        await world.refresh();
        strictEqual((await world.document(BASE))?.etag, first?.etag);
        notStrictEqual((await world.document("http://other:8411"))?.etag, first?.etag);
        world.titles.set("ten", "News");
        await world.refresh();
        notStrictEqual((await world.document(BASE))?.etag, first?.etag);
        strictEqual(world.publisher.published()?.version, 2);
      },
    );
    await t.step("nothing anew when a refresh finds nothing else to say", async () => {
      const world = new World();
      await world.clock.advance(60_000);
      strictEqual((await world.refresh()).isChanged, true);
      const first = world.publisher.published();
      await world.clock.advance(60_000);
      strictEqual((await world.refresh()).isChanged, false);
      deepStrictEqual(world.publisher.published(), first);
      world.titles.set("two", "News");
      strictEqual((await world.refresh()).isChanged, true);
    });
    await t.step("under versions that go on after a restart, when it is told how", async () => {
      const world = new World(41);
      strictEqual((await world.refresh()).guide?.version, 42);
      await world.refresh();
      world.titles.set("two", "News");
      strictEqual((await world.refresh()).guide?.version, 43);
    });
    await t.step("one document per address, for at most four addresses", async () => {
      const world = new World();
      await world.refresh();
      const first = await world.document("http://a");
      const second = await world.document("http://b");
      for (const base of ["http://c", "http://a", "http://d", "http://e"]) await world.document(base);
      strictEqual(await world.document("http://a"), first, "used lately, so kept");
      notStrictEqual(await world.document("http://b"), second, "the oldest gave way");
    });
    await t.step("titles made up are counted by channel", async () => {
      const world = new World();
      world.titles.set("ten", "Item 5");
      const { placeholders, guide } = await world.refresh();
      deepStrictEqual([...placeholders], [["two", 0], ["ten", (guide?.programmes ?? 0) / 2]]);
      ok((await world.text()).includes("<title>Channel ten — 2026-01-05 11:00 UTC</title>"));
    });
    await t.step("repeats as such, even when they aired before the window", async () => {
      const world = new World();
      world.itemId = (startMs) => startMs < world.clock.wallMs() ? 1 : 1 + startMs;
      await world.refresh();
      const flags = [...(await world.text()).matchAll(/<(previously-shown|new)\/>/g)].map(([, flag]) => flag);
      deepStrictEqual(flags.slice(0, 3), ["previously-shown", "new", "new"]);
    });
    for (const seconds of [20, 8, 1]) {
      await t.step(`less far ahead when programmes are very short: ${seconds} s`, async () => {
        const world = new World();
        world.lengthMs = seconds * 1_000;
        const { guide, fault } = await world.refresh();
        deepStrictEqual([fault, guide?.programmes], [null, 2 * LIMITS.guideProgrammesPerChannelMax]);
        const first = world.clock.wallMs() - HOUR_MS;
        const last = first + (LIMITS.guideProgrammesPerChannelMax - 1) * world.lengthMs;
        const text = await world.text();
        for (const startMs of [first, last]) ok(text.includes(`start="${formatInstant(startMs / 1_000)}"`));
      });
    }
  },
});

Deno.test({
  name: "GuidePublisher, when a refresh finds a broken rule,",
  permissions: "none",
  async fn(t) {
    const spoilers: { name: string; spoil: (world: World) => void; rule: string }[] = [
      {
        name: "a channel without programmes",
        spoil: (world) => world.lengthMs = 0,
        rule: "channel_has_programmes",
      },
      { name: "a lineup of other channels", spoil: (world) => world.lineup = [], rule: "lineup" },
    ];
    for (const { name, spoil, rule } of spoilers) {
      await t.step(`publishes nothing at first: ${name}`, async () => {
        const world = new World();
        spoil(world);
        const { guide, fault, findings } = await world.refresh();
        strictEqual(guide, null);
        ok(fault instanceof XMLTVValidationError);
        strictEqual(findings[0]?.rule, rule);
        strictEqual(world.publisher.xmltv(BASE), null);
      });
      await t.step(`keeps the last good guide, marked stale: ${name}`, async () => {
        const world = new World();
        await world.refresh();
        const good = await world.text();
        spoil(world);
        const { guide, fault } = await world.refresh();
        ok(fault instanceof XMLTVValidationError);
        deepStrictEqual([guide?.isStale, guide?.version, guide?.faults], [true, 1, fault.total]);
        strictEqual(await world.text(), good);
      });
    }
    await t.step("recovers with the next good one", async () => {
      const world = new World();
      await world.refresh();
      world.lineup = [];
      await world.refresh();
      world.lineup = world.channels.filter(({ isEnabled }) => isEnabled);
      const { guide, fault } = await world.refresh();
      strictEqual(fault, null);
      deepStrictEqual([guide?.isStale, guide?.version, guide?.faults], [false, 1, 0]);
    });
    await t.step("treats a failing store the same way", async () => {
      const world = new World();
      await world.refresh();
      world.lineup = null;
      const { guide, fault } = await world.refresh();
      deepStrictEqual([fault?.message, guide?.isStale, guide?.version], ["the store is gone", true, 1]);
    });
  },
});

Deno.test({
  name: "GuidePublisher repairs what a timeline should not hold, and counts it:",
  permissions: "none",
  async fn(t) {
    await t.step(
      "where nothing is planned, playout shows that it is off air, and the guide says so",
      async () => {
        const world = new World();
        world.gapMs = 60_000;
        const { fault, repairs, guide } = await world.refresh();
        deepStrictEqual([fault, guide?.isStale], [null, false]);
        strictEqual(repairs?.counts.get("gap"), 96);
        const text = await world.text();
        ok(
          text.includes(
            'start="20260105115900 +0000" stop="20260105120000 +0000" channel="two.x"><title>Off air<',
          ),
        );
      },
    );
    await t.step("where two are planned, the later one airs, and the guide cuts the earlier", async () => {
      const world = new World();
      world.gapMs = -60_000;
      const { fault, repairs } = await world.refresh();
      strictEqual(fault, null);
      strictEqual(repairs?.counts.get("overlap"), 98);
      ok((await world.text()).includes('start="20260105110000 +0000" stop="20260105120000 +0000"'));
    });
    await t.step("and nothing, when there is nothing to repair", async () => {
      deepStrictEqual([...(await new World().refresh()).repairs?.counts ?? []], []);
    });
  },
});

Deno.test({
  name: "GuidePublisher.refresh() called while one runs sees what changed meanwhile, once for all callers",
  permissions: "none",
  async fn() {
    const world = new World();
    const first = world.publisher.refresh();
    const second = world.publisher.refresh();
    const third = world.publisher.refresh();
    notStrictEqual(first, second);
    strictEqual(second, third);
    // The first one has read this channel's timeline by now.
    world.titles.set("two", "Breaking news");
    await world.until(first);
    await world.until(second);
    strictEqual(world.outcomes.length, 2);
    ok((await world.text()).includes("Breaking news"));
    await world.refresh();
    strictEqual(world.outcomes.length, 3);
  },
});

Deno.test({
  name: "GuidePublisher.refreshSoon()",
  permissions: "none",
  async fn(t) {
    const pass = (world: World, ms: number) => world.until(world.clock.advance(ms));
    await t.step("refreshes once, after a second of quiet", async () => {
      const world = new World();
      for (let call = 0; call < 5; call++) {
        void world.publisher.refreshSoon();
        await pass(world, 900);
      }
      strictEqual(world.outcomes.length, 0);
      const last = world.publisher.refreshSoon();
      await pass(world, 1_000);
      await world.until(last);
      strictEqual(world.outcomes.length, 1);
    });
    await t.step("leaves it to a refresh that begins before, and to nobody once disposed", async () => {
      const world = new World();
      const left = world.publisher.refreshSoon();
      await world.refresh();
      await pass(world, 2_000);
      await left;
      strictEqual(world.outcomes.length, 1);
      const calledOff = world.publisher.refreshSoon();
      world.publisher[Symbol.dispose]();
      await pass(world, 2_000);
      await calledOff;
      strictEqual(world.outcomes.length, 1);
    });
  },
});
