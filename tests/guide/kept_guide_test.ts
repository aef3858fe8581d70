import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { concat } from "../../src/concat.ts";
import type { GuideShelf } from "../../src/guide/mod.ts";
import { packGuide, type PublishedDraft, unpackGuide } from "../../src/guide/kept_guide.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeSolver, honest } from "../fakes/fake_solver.ts";
import { HOUR_MS, World } from "./guide_world.ts";

const GUIDE: PublishedDraft = {
  draft: {
    channels: [{ id: "five.x", displayNames: ["Bars", "5"], number: "5" }],
    body: [new TextEncoder().encode("<programme>Zürich\n</programme>\n"), new Uint8Array()],
    digest: "0123",
    programmes: 1,
  },
  version: 7,
  publishedAtMs: 5,
  verifiedBy: "smt",
};

Deno.test("unpackGuide() gives back what packGuide() packed", { permissions: "none" }, async () => {
  deepStrictEqual(unpackGuide(await packed(GUIDE)), GUIDE);
});

Deno.test("packGuide() lets others run while it packs much", { permissions: "none" }, async () => {
  let [nowMs, turns] = [0, 0];
  const clock = Object.assign(new FakeClock(), {
    monotonicMs: () => nowMs++,
    sleep: () => Promise.resolve(void turns++),
  });
  const body = Array.from({ length: 30 }, () => new Uint8Array(9));
  const pieces = await packGuide({ ...GUIDE, draft: { ...GUIDE.draft, body } }, clock);
  strictEqual(pieces.length, 32);
  ok(turns >= 10, `${turns} turns`);
});

Deno.test("unpackGuide() takes nothing that was cut, lengthened or altered", {
  permissions: "none",
}, async () => {
  const whole = await packed(GUIDE);
  for (let length = 0; length < whole.length; length++) {
    strictEqual(unpackGuide(whole.slice(0, length)), null);
  }
  strictEqual(unpackGuide(new Uint8Array([...whole, 32])), null);
  for (let at = 0; at < whole.length; at++) {
    const altered = whole.slice();
    altered[at] = (altered[at] ?? 0) ^ 1;
    strictEqual(unpackGuide(altered), null);
  }
  for (const text of ["", "\n", "{}\n", "[]\n", "null\n", '{"lengths":5}\n']) {
    strictEqual(unpackGuide(new TextEncoder().encode(text)), null);
  }
  ok(whole.length > 100);
});

Deno.test({
  name: "GuidePublisher.restore()",
  permissions: "none",
  async fn(t) {
    await t.step(
      "gives clients the guide of an earlier run, marked stale, until there is another",
      async () => {
        const shelf = new MemoryShelf();
        const earlier = new World(6, new FakeSolver(honest).open, shelf);
        await earlier.refresh();
        const text = await earlier.text();
        const world = new World(7, null, shelf);
        await world.publisher.restore();
        const { version, isStale, verifiedBy } = world.publisher.published() ?? {};
        deepStrictEqual([version, isStale, verifiedBy], [7, true, "smt"]);
        strictEqual(await world.text(), text);
        const { guide } = await world.refresh();
        deepStrictEqual([guide?.version, guide?.isStale], [7, false], "it says the same, so it is the same");
        world.titles.set("two", "News");
        deepStrictEqual((await world.refresh()).guide?.version, 8);
      },
    );
    await t.step("gives none that ends before now, and none that was altered", async () => {
      const shelf = new MemoryShelf();
      await new World(6, null, shelf).refresh();
      const late = new World(7, null, shelf);
      await late.clock.advance(49 * HOUR_MS);
      await late.publisher.restore();
      strictEqual(late.publisher.published(), null);
      shelf.kept = shelf.kept?.slice(0, -1) ?? null;
      const world = new World(7, null, shelf);
      await world.publisher.restore();
      strictEqual(world.publisher.published(), null);
    });
    await t.step("keeps a guide every six hours at most", async () => {
      const shelf = new MemoryShelf();
      const world = new World(6, null, shelf);
      await world.refresh();
      world.titles.set("two", "News");
      await world.refresh();
      strictEqual(shelf.saves, 1);
      await world.clock.advance(6 * HOUR_MS);
      await world.refresh();
      strictEqual(shelf.saves, 2);
    });
    await t.step("says so when the shelf is of no use, and publishes all the same", async () => {
      const shelf = new MemoryShelf();
      shelf.fault = new Error("the disk is full");
      const world = new World(6, null, shelf);
      await world.publisher.restore();
      strictEqual((await world.refresh()).fault, null);
      await world.until(Promise.resolve());
      deepStrictEqual(world.complaints.map(String), ["Error: the disk is full", "Error: the disk is full"]);
    });
  },
});

async function packed(guide: PublishedDraft): Promise<Uint8Array<ArrayBuffer>> {
  return concat(await packGuide(guide, new FakeClock()));
}

/** A shelf in memory. */
class MemoryShelf implements GuideShelf {
  kept: Uint8Array<ArrayBuffer> | null = null;
  saves = 0;
  fault: Error | null = null;

  load(): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.fault === null ? Promise.resolve(this.kept) : Promise.reject(this.fault);
  }

  save(pieces: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    if (this.fault !== null) return Promise.reject(this.fault);
    this.kept = concat(pieces);
    this.saves++;
    return Promise.resolve();
  }
}
