import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "../../src/fault.ts";
import type { CardText } from "../../src/ffmpeg/mod.ts";
import {
  cardText,
  generalCard,
  SLATE_REASONS,
  type SlateReason,
  type SlateWish,
} from "../../src/playout/cards.ts";
import { SlateShelf } from "../../src/playout/mod.ts";
import type { Programme } from "../../src/programme.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { type FakeItem, unitsOf } from "../fakes/fake_inputs.ts";
import { logInto, PROFILE } from "./samples.ts";
import { assertSeamless, FRAME_MS, ORIGIN_MS, programme, World } from "./world.ts";

const BERLIN = "Europe/Berlin";
/** Monday, 5 January 2026, 13:00 in Berlin. */
const NOON = "2026-01-05T12:00Z";
const msOf = (at: string) => Temporal.Instant.from(at).epochMilliseconds;

function read(wish: SlateWish, at = NOON, zone = BERLIN): [string, string] {
  const { headline, detail } = cardText(wish, { zone, nowMs: msOf(at) });
  return [headline, detail];
}

function wish(reason: SlateReason, until: string | null = null, nextTitle: string | null = null): SlateWish {
  return { reason, untilMs: until === null ? null : msOf(until), nextTitle };
}

function general(reason: SlateReason): [string, string] {
  const { headline, detail } = generalCard(reason);
  return [headline, detail];
}

Deno.test({
  name: "cardText() says what is known, and the general thing when nothing is",
  permissions: "none",
  async fn(t) {
    const evening = "2026-01-05T17:00Z";
    const CASES: [name: string, SlateWish, want: [string, string]][] = [
      ["off air, an end and a title", wish("off_air", evening, "Bars"), [
        "Off air until 18:00",
        "Next: Bars",
      ]],
      ["off air, an end only", wish("off_air", evening), ["Off air until 18:00", ""]],
      ["off air for good", wish("off_air"), general("off_air")],
      ["between, a title and a time", wish("between", evening, "Bars"), ["Next: Bars", "at 18:00"]],
      ["between, a title only", wish("between", null, "Bars"), ["Next: Bars", ""]],
      ["between, a time only", wish("between", evening), general("between")],
      ["unavailable, with what comes", wish("unavailable", evening, "Bars"), [
        "We'll be right back",
        "Next: Bars, at 18:00",
      ]],
      ["unavailable, nothing known", wish("unavailable"), general("unavailable")],
      ["tuning, whatever is known", wish("tuning", evening, "Bars"), general("tuning")],
      ["getting ready, whatever is known", wish("getting_ready", evening, "Bars"), general("getting_ready")],
      ["up next, a title and a time", wish("up_next", evening, "Bars"), ["Up next: Bars", "at 18:00"]],
      ["up next, a title only", wish("up_next", null, "Bars"), ["Up next: Bars", ""]],
      ["up next, nothing known", wish("up_next"), general("up_next")],
      ["paused, and what goes on", wish("paused", null, "Bars"), ["Bars", "Goes on when somebody watches."]],
      ["paused, nothing known", wish("paused"), general("paused")],
      ["an empty title is none", wish("between", evening, ""), general("between")],
      ["a blank title is none", wish("between", evening, " \t\n\u0000 "), general("between")],
    ];
    for (const [name, given, want] of CASES) await t.step(name, () => deepStrictEqual(read(given), want));
  },
});

Deno.test({
  name: "cardText() tells the time where the viewers are, with its day where it could be mistaken",
  permissions: "none",
  async fn(t) {
    const CASES: [name: string, now: string, until: string, zone: string, want: string][] = [
      ["later today", NOON, "2026-01-05T21:30Z", BERLIN, "22:30"],
      ["midnight", NOON, "2026-01-05T23:00Z", BERLIN, "00:00"],
      ["the small hours of tonight", NOON, "2026-01-06T02:15Z", BERLIN, "03:15"],
      ["tomorrow at a later hour", NOON, "2026-01-06T14:00Z", BERLIN, "Tuesday, 15:00"],
      ["the same hour tomorrow", NOON, "2026-01-06T12:00Z", BERLIN, "Tuesday, 13:00"],
      ["in six days", NOON, "2026-01-11T12:00Z", BERLIN, "Sunday, 13:00"],
      ["in a week", NOON, "2026-01-12T12:00Z", BERLIN, "12 January, 13:00"],
      ["next year", "2026-12-30T12:00Z", "2027-01-20T12:00Z", BERLIN, "20 January, 13:00"],
      ["a time that has passed", NOON, "2026-01-05T11:00Z", BERLIN, "12:00"],
      ["in UTC", NOON, "2026-01-05T17:00Z", "UTC", "17:00"],
      ["behind UTC, where it is still the day before", NOON, "2026-01-06T04:00Z", "America/Lima", "23:00"],
      ["at a quarter of an hour's offset", NOON, "2026-01-05T17:00Z", "Asia/Kathmandu", "22:45"],
      ["after the clocks went forward", "2026-03-28T23:00Z", "2026-03-29T01:30Z", BERLIN, "03:30"],
      ["before the clocks go back", "2026-10-24T22:00Z", "2026-10-25T00:30Z", BERLIN, "02:30"],
      ["after the clocks went back", "2026-10-24T22:00Z", "2026-10-25T01:30Z", BERLIN, "02:30"],
      ["on a day of 25 hours", "2026-10-24T22:00Z", "2026-10-25T22:30Z", BERLIN, "23:30"],
      ["within a second of the full hour", NOON, "2026-01-05T17:00:00.750Z", BERLIN, "18:00"],
      ["a picture before the full hour", NOON, "2026-01-05T16:59:59.960Z", BERLIN, "18:00"],
    ];
    for (const [name, now, until, zone, want] of CASES) {
      await t.step(
        name,
        () => deepStrictEqual(read(wish("off_air", until), now, zone)[0], `Off air until ${want}`),
      );
    }
  },
});

Deno.test({
  name: "cardText() keeps titles of any kind to one line of bounded length",
  permissions: "none",
  async fn(t) {
    const CASES: [name: string, title: string, want: string][] = [
      ["what means something to ffmpeg", `a:b, 'c' %{d} \\ [e]`, `a:b, 'c' %{d} \\ [e]`],
      ["line breaks and control characters", "one\r\ntwo\u0000\u0007three", "one two three"],
      ["Hebrew", "שלום עולם", "שלום עולם"],
      ["emoji of several characters", "👩‍👩‍👧‍👦".repeat(60), "👩‍👩‍👧‍👦".repeat(60)],
      ["emoji, one too many", "👩‍👩‍👧‍👦".repeat(61), `${"👩‍👩‍👧‍👦".repeat(59)}…`],
      ["10,000 characters", "ab ".repeat(3_333), `${"ab ".repeat(19)}ab…`],
      ["half a character", "x\uD83D", "x\uFFFD"],
    ];
    for (const [name, title, want] of CASES) {
      await t.step(name, () => deepStrictEqual(read(wish("between", null, title)), [`Next: ${want}`, ""]));
    }
  },
});

Deno.test({
  name: "cardText() makes a whole card of any wish",
  permissions: "none",
  fn() {
    const instant = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
    fc.assert(
      fc.property(
        fc.constantFrom(...SLATE_REASONS),
        fc.option(instant),
        fc.option(fc.string({ unit: "binary", maxLength: 300 })),
        instant,
        fc.constantFrom("UTC", BERLIN, "Pacific/Apia", "America/St_Johns", "Africa/Casablanca"),
        (reason, untilMs, nextTitle, nowMs, zone) => {
          const { headline, detail } = cardText({ reason, untilMs, nextTitle }, { zone, nowMs });
          ok(headline.trim() !== "" && /^[^\p{Cc}]*$/u.test(headline + detail));
          ok((headline + detail).isWellFormed());
        },
      ),
    );
  },
});

/** A shelf whose cards are items of their own, so that what was shown says which card it was. */
class Cards {
  readonly #texts: CardText[] = [];
  /** How many cards of the moment were wanted. */
  offered = 0;
  /** The playout's clock, once there is one. */
  readonly clock = Promise.withResolvers<FakeClock>();

  /** @param renderMs How long a card of the moment takes to render. */
  constructor(private readonly renderMs = 0) {}

  async open(): Promise<SlateShelf> {
    const units = (text: CardText) => unitsOf(CARD_ITEM + this.#texts.push(text) - 1, 0, 20, 9_000);
    const press = {
      render: (text: CardText) => Promise.resolve(units(text)),
      offer: async (text: CardText) => {
        this.offered += 1;
        await (await this.clock.promise).sleep(this.renderMs);
        return units(text);
      },
    };
    const clock = new FakeClock();
    const shelf = await SlateShelf.open({ press, clock, log: logInto([], clock), zone: "UTC" }, PROFILE);
    await shelf.fill(new AbortController().signal);
    return shelf;
  }

  /** What was on air, from when: items by their number, cards by their words. */
  read({ pictures }: ReturnType<World["shown"]>): [atMs: number, what: string][] {
    const changes: [number, string][] = [];
    for (const { itemId, atMs } of pictures) {
      const text = this.#texts[itemId - CARD_ITEM];
      const what = text === undefined ? `item ${itemId}` : `${text.headline} | ${text.detail}`;
      if (changes.at(-1)?.[1] !== what) changes.push([atMs - ORIGIN_MS, what]);
    }
    return changes;
  }
}

/** No item of a test has so high a number. */
const CARD_ITEM = 100;

/** A world whose cards can be told apart; they take `renderMs` to render. */
async function worldOf(
  programmes: Programme[],
  { renderMs = 0, ...options }: { renderMs?: number; items?: Record<number, FakeItem> } = {},
): Promise<{ world: World; cards: Cards }> {
  const cards = new Cards(renderMs);
  const world = new World(programmes, { ...options, slates: await cards.open() });
  cards.clock.resolve(world.clock);
  return { world, cards };
}

/** A break of half hours, as the schedule makes them, and what follows. */
function breakOf(fromMs: number, halves: number): Programme[] {
  const tiles = Array.from({ length: halves }, (_, index) => {
    const startMs = ORIGIN_MS + fromMs + index * HALF_MS;
    return programme(null, startMs, startMs + HALF_MS);
  });
  const stopMs = ORIGIN_MS + fromMs + halves * HALF_MS;
  return [...tiles, { ...programme(9, stopMs, stopMs + HALF_MS), title: "Bars" }];
}

const HALF_MS = 30 * 60_000;

/** What follows a programme that is over at 20 seconds. */
const BARS = { ...programme(9, ORIGIN_MS + 20_000, ORIGIN_MS + 80_000), title: "Bars" };
const FIRST = programme(1, ORIGIN_MS, ORIGIN_MS + 20_000);
const TUNING = "One moment… | The programme begins right away.";

Deno.test("A break after an item says at once until when: its card was made ready before", async () => {
  const { world, cards } = await worldOf([FIRST, ...breakOf(20_000, 12)], { renderMs: 500 });
  await using _ = world;
  await world.clock.advance(30_000);
  const shown = world.shown();
  assertSeamless(shown);
  deepStrictEqual(cards.read(shown).map(([, what]) => what), [
    TUNING,
    "item 1",
    "Off air until 18:00 | Next: Bars",
  ]);
  strictEqual(cards.read(shown).at(-1)?.[0], 20_000);
});

Deno.test("A viewer who comes in a break sees a card at once, and the exact one without a break when it is rendered", async () => {
  const { world, cards } = await worldOf(breakOf(-HALF_MS, 13), { renderMs: 3_000 });
  await using _ = world;
  await world.clock.advance(10_000);
  const shown = world.shown();
  assertSeamless(shown);
  const [general, exact, ...more] = cards.read(shown);
  deepStrictEqual(general, [0, "Off air | There is nothing to play on this channel."]);
  strictEqual(exact?.[1], "Off air until 18:00 | Next: Bars");
  ok(exact[0] >= 3_000 && exact[0] < 4_500, `it came after ${exact[0]} ms`);
  deepStrictEqual(more, []);
});

Deno.test("An item shorter than its programme is followed by a card that says what comes, and when", async () => {
  const { world, cards } = await worldOf([FIRST, BARS], {
    renderMs: 500,
    items: { 1: { lengthMs: 12_000 } },
  });
  await using _ = world;
  await world.clock.advance(30_000);
  const shown = world.shown();
  assertSeamless(shown);
  const [card, next, ...more] = cards.read(shown).slice(2);
  deepStrictEqual([card?.[1], next?.[1], more], ["Next: Bars | at 12:00", "item 9", []]);
  ok(Math.abs((card?.[0] ?? NaN) - 12_000) <= 300 && Math.abs((next?.[0] ?? NaN) - 20_000) <= FRAME_MS);
  ok((await world.metrics.expose()).includes('slate_seconds_total{channel_id="c1",reason="between"}'));
});

Deno.test("An item that cannot be played is not called on its way", async (t) => {
  const failure = "We'll be right back | Next: Bars, at 12:00";
  const CASES: [name: string, item: FakeItem, want: string[]][] = [
    ["it fails to open", { fault: new Fault("tune_failed", "moov atom not found") }, [TUNING, failure]],
    ["it stalls on air", { hangsAfterMs: 10_000 }, [TUNING, "item 1", failure]],
    ["unless it only takes long", { openMs: 4_000 }, [TUNING, "item 1"]],
  ];
  for (const [name, item, want] of CASES) {
    await t.step(name, async () => {
      const { world, cards } = await worldOf([FIRST, BARS], { items: { 1: item } });
      await using _ = world;
      await world.clock.advance(30_000);
      const shown = world.shown();
      assertSeamless(shown);
      // Of the general card there may be a piece while the exact one is made.
      const seen = cards.read(shown).map(([, what]) => what).filter((what) => !what.includes("just now"));
      deepStrictEqual(seen, [...want, "item 9"]);
    });
  }
});

Deno.test("A channel nobody watches has no cards made", async () => {
  const cards = new Cards();
  await using world = new World(breakOf(0, 12), { isWatched: false, slates: await cards.open() });
  await world.clock.advance(60_000);
  strictEqual(cards.offered, 0);
});
