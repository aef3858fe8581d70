import { deepStrictEqual, notStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import type { CardText } from "../../src/ffmpeg/mod.ts";
import { LIMITS } from "../../src/limits.ts";
import type { AccessUnit } from "../../src/mpegts/mod.ts";
import { generalCard, SLATE_REASONS } from "../../src/playout/cards.ts";
import { type SlateReason, SlateShelf, type SlateWish } from "../../src/playout/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { unitsOf } from "../fakes/fake_inputs.ts";
import { logInto, PROFILE } from "./samples.ts";

const NEVER = new AbortController().signal;
const HOUR_MS = 3_600_000;

/** A shelf whose press renders when the test says so. */
class World {
  readonly clock = new FakeClock();
  readonly log: string[] = [];
  /** Headlines that were asked for, in order. */
  readonly asked: string[] = [];
  /** Cards that are on their way. */
  readonly onTheWay: {
    readonly text: CardText;
    readonly done: (units: readonly AccessUnit[] | null) => void;
  }[] = [];
  cardBytes = 1_000;
  isBroken = false;

  open(): Promise<SlateShelf> {
    const { clock, log } = this;
    const press = {
      render: (text: CardText) => {
        this.asked.push(text.headline);
        if (this.isBroken) return Promise.reject(new Fault("tune_failed", "Cannot render the slate: broken"));
        return Promise.resolve(this.#units());
      },
      offer: (text: CardText) => {
        this.asked.push(text.headline);
        const { promise, resolve } = Promise.withResolvers<readonly AccessUnit[] | null>();
        this.onTheWay.push({ text, done: resolve });
        return promise;
      },
    };
    return SlateShelf.open({ press, clock, log: logInto(log, clock), zone: "UTC" }, PROFILE);
  }

  /** Finishes what is on its way. */
  async deliver(isInVain = false): Promise<void> {
    for (const { done } of this.onTheWay.splice(0)) done(isInVain ? null : this.#units());
    await this.clock.settle();
  }

  /** Each card is units of its own, as large as the test wants. */
  #units(): AccessUnit[] {
    const block = new Uint8Array(this.cardBytes);
    return unitsOf(0, 0, 20, 9_000).map((unit) => ({ ...unit, block }));
  }
}

function wish(reason: SlateReason, nextTitle: string | null = null): SlateWish {
  return { reason, untilMs: null, nextTitle };
}

Deno.test("A shelf has the card for tuning at once; it stands in for the others until they are rendered", async () => {
  const world = new World();
  const shelf = await world.open();
  const tuning = shelf.card(wish("tuning"), null);
  strictEqual(tuning.units, shelf.firstUnits);
  for (const reason of SLATE_REASONS) strictEqual(shelf.card(wish(reason), null), tuning);
  await shelf.fill(NEVER);
  for (const reason of SLATE_REASONS) {
    const card = shelf.card(wish(reason), null);
    deepStrictEqual(card.text, generalCard(reason));
    strictEqual(card === tuning, reason === "tuning");
  }
});

Deno.test("A shelf whose first card cannot be rendered does not open: a channel would be without a picture", async () => {
  const world = new World();
  world.isBroken = true;
  await rejects(world.open(), { code: "tune_failed" });
});

Deno.test("A general card that could not be rendered is rendered when it is wished for", async () => {
  const world = new World();
  const shelf = await world.open();
  world.isBroken = true;
  await shelf.fill(NEVER);
  ok(world.log.some((line) => line.includes("the card for tuning stands in")));
  strictEqual(shelf.card(wish("off_air"), null).units, shelf.firstUnits);
  await world.deliver();
  deepStrictEqual(shelf.card(wish("off_air"), null).text, generalCard("off_air"));
});

Deno.test("Filling a shelf ends after the card it is at, when it is to end", async () => {
  const world = new World();
  const shelf = await world.open();
  await shelf.fill(AbortSignal.abort());
  deepStrictEqual(world.asked, ["One moment…"]);
});

Deno.test("A card of the moment: the general one at once, the exact one when it is rendered", async () => {
  const world = new World();
  const shelf = await world.open();
  await shelf.fill(NEVER);
  world.asked.length = 0;
  const wished = { reason: "off_air", untilMs: world.clock.wallMs() + HOUR_MS, nextTitle: "Bars" } as const;
  for (let piece = 0; piece < 10; piece++) {
    deepStrictEqual(shelf.card(wished, null).text, generalCard("off_air"));
  }
  deepStrictEqual(world.asked, ["Off air until 13:00"], "asked for once");
  await world.deliver();
  const exact = shelf.card(wished, null);
  deepStrictEqual(exact.text, { headline: "Off air until 13:00", detail: "Next: Bars" });
  strictEqual(shelf.card(wished, null), exact);
  strictEqual(world.asked.length, 1);
});

Deno.test("A card that is prepared is there when it airs", async () => {
  const world = new World();
  const shelf = await world.open();
  await shelf.fill(NEVER);
  shelf.prepare(wish("between", "Bars"));
  await world.deliver();
  strictEqual(shelf.card(wish("between", "Bars"), null).text.headline, "Next: Bars");
  shelf.prepare(wish("between", "Bars"));
  shelf.prepare(wish("tuning", "Bars"));
  strictEqual(world.onTheWay.length, 0, "what is there is not rendered again");
});

Deno.test("A card that was rendered in vain leaves the general one, and is asked for again", async () => {
  const world = new World();
  const shelf = await world.open();
  await shelf.fill(NEVER);
  shelf.card(wish("between", "Bars"), null);
  await world.deliver(true);
  deepStrictEqual(shelf.card(wish("between", "Bars"), null).text, generalCard("between"));
  strictEqual(world.onTheWay.length, 1);
});

Deno.test("A shelf keeps the cards used last, by number and by bytes, and at least one", async (t) => {
  const CASES: [name: string, cardBytes: number, kept: number][] = [
    ["small ones by number", 1_000, LIMITS.slatesMax],
    ["large ones by bytes", LIMITS.slatesBytesMax / 4, 4],
    ["one that is larger than all may be", LIMITS.slatesBytesMax * 2, 1],
  ];
  for (const [name, cardBytes, kept] of CASES) {
    await t.step(name, async () => {
      const world = new World();
      world.cardBytes = cardBytes;
      const shelf = await world.open();
      await shelf.fill(NEVER);
      const titles = Array.from({ length: 20 }, (_, index) => `Item ${index}`);
      for (const title of titles) {
        shelf.prepare(wish("between", title));
        await world.deliver();
        // Used between any two others, so it is never the one not used for longest.
        if (kept > 1) shelf.card(wish("between", "Item 0"), null);
      }
      const asked = world.asked.filter((headline) => headline === "Next: Item 0").length;
      if (kept > 1) strictEqual(asked, 1, "it is rendered once");
      const isThere = (title: string) =>
        shelf.card(wish("between", title), null).text.headline.includes(title);
      const want = kept === 1 ? titles.slice(-1) : ["Item 0", ...titles.slice(1 - kept)];
      deepStrictEqual(titles.filter(isThere), want);
    });
  }
});

Deno.test("A card on air stays there although the shelf has let it go", async () => {
  const world = new World();
  const shelf = await world.open();
  await shelf.fill(NEVER);
  shelf.prepare(wish("between", "Bars"));
  await world.deliver();
  const onAir = shelf.card(wish("between", "Bars"), null);
  for (let index = 0; index < 20; index++) {
    shelf.prepare(wish("between", `Item ${index}`));
    await world.deliver();
  }
  strictEqual(shelf.card(wish("between", "Bars"), onAir), onAir);
  strictEqual(world.onTheWay.length, 0);
  notStrictEqual(shelf.card(wish("between", "Item 19"), onAir), onAir);
  deepStrictEqual(shelf.card(wish("between", "Bars"), null).text, generalCard("between"));
});
