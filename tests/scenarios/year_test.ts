import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { ScheduleItem } from "../../src/media.ts";
import type { Programme } from "../../src/programme.ts";
import { assertTiles, BroadcastScheduleAuthority, nowPlaying } from "../../src/schedule/mod.ts";
import { type Content, contentOf } from "../../src/content.ts";
import { type FillerRules, NO_FILLER, type Slot, type SlotSchedule } from "../../src/schedule_rule.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeTimelineStore } from "../fakes/fake_timeline_store.ts";
import { loopChannel, playable } from "../schedule/samples.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const ZONE = "Europe/Berlin";
const DAYS = 366;
const ADS = 30;

/** An episode a day is added to a series that began with two hundred, films and clips stay as they are. */
class Library {
  readonly #series = Array.from({ length: 200 }, (_, at) => this.#episode(at));
  readonly #films = Array.from({ length: 40 }, (_, at) => item(1_000 + at, "/films", 75 + at * 1.37));
  readonly #carols = Array.from({ length: 12 }, (_, at) => item(2_000 + at, "/carols", 3 + at / 7));
  readonly #ads = Array.from({ length: ADS }, (_, at) => item(3_000 + at, "/ads", 0.25 + at / 37));
  #version = 1;

  version(): number {
    return this.#version;
  }

  playable(collection: object): readonly ScheduleItem[] {
    const folder = "folder" in collection ? collection.folder : "";
    const all = [...this.#series, ...this.#films, ...this.#carols, ...this.#ads];
    return all.filter((one) => one.folder === folder).sort((one, other) =>
      one.locator < other.locator ? -1 : 1
    );
  }

  addEpisode(): void {
    this.#series.push(this.#episode(this.#series.length));
    this.#version++;
  }

  #episode(at: number): ScheduleItem {
    const more = { kind: "episode", show: "Series", season: 1, episode: at + 1 } as const;
    return { ...item(at + 1, "/series", 23 + at % 7 / 3), ...more };
  }
}

/** The evening film at eight, the series in the afternoon, something at half past two, carols at Christmas. */
function yearlySchedule(): SlotSchedule {
  const slot = (time: string, content: Content | null, more: Partial<Slot> = {}): Slot => {
    const [hours = 0, minutes = 0] = time.split(":").map(Number);
    return {
      days: { weekdays: [], dates: null },
      atMs: hours * HOUR_MS + minutes * MINUTE_MS,
      durationMs: null,
      parts: [{ content, mode: { flood: true }, title: null, filler: null }],
      overrun: "fit",
      ...more,
    };
  };
  const ads = {
    kind: "clips",
    members: [{ collection: { folder: "/ads" }, weight: 1 }],
    cooldownMs: HOUR_MS,
  } as const;
  const filler: FillerRules = {
    ...NO_FILLER,
    postRoll: [{ ...ads, amount: { padToMs: 5 * MINUTE_MS } }],
    tail: [{ ...ads, amount: { fill: true } }],
  };
  const series = contentOf({ folder: "/series" });
  const films = contentOf({ folder: "/films" }, "shuffle");
  const december = { weekdays: [], dates: { from: "12-20", until: "01-06" } };
  return {
    kind: "slots",
    slots: [
      slot("18:00", contentOf({ folder: "/carols" }, "shuffle"), { days: december }),
      slot("02:30", films),
      slot("06:00", series),
      slot("18:00", series),
      slot("20:00", films, { parts: [{ content: films, mode: { count: 1 }, title: "Film", filler: null }] }),
      slot("23:00", null),
    ],
    seed: "year",
    timezone: ZONE,
    filler,
  };
}

Deno.test({
  name:
    "A year of a channel with slots, commercials, two changes of the clock and an episode a day does not drift",
  permissions: "none",
  async fn(t) {
    const { aired, remarks, library } = await aYear();
    await t.step("every day's programmes tile it, also those of 23 and 25 hours", () => {
      assertTiles(aired);
      ok((aired.at(-1)?.stopMs ?? 0) - (aired[0]?.startMs ?? 0) > (DAYS - 2) * DAY_MS);
    });
    await t.step("every slot starts to the millisecond when the clock on the wall says so", () => {
      for (let day = 1; day < DAYS - 2; day++) {
        for (const time of ["06:00", "18:00", "20:00", "23:00"]) {
          const date = Temporal.PlainDate.from("2026-01-01").add({ days: day });
          const atMs = date.toZonedDateTime({ timeZone: ZONE, plainTime: time }).epochMilliseconds;
          const playing = nowPlaying(aired, atMs);
          strictEqual(playing?.positionMs, 0, `${date} ${time}`);
          if (time === "20:00") strictEqual(playing?.programme.guideTitle, "Film");
        }
      }
    });
    await t.step(
      "half past two is half past three on the day that has none, and the operator is told",
      () => {
        const atMs = Temporal.ZonedDateTime.from(`2026-03-29T03:30[${ZONE}]`).epochMilliseconds;
        strictEqual(nowPlaying(aired, atMs)?.positionMs, 0);
        deepStrictEqual(remarks.filter((one) => one.includes("clock")).length, 1);
      },
    );
    await t.step("the series goes on with the next episode every day, and all that came were shown", () => {
      const episodes = aired.filter(({ show, filler }) => show === "Series" && filler === null)
        .map(({ episode }) => episode ?? 0);
      for (const [at, episode] of episodes.entries()) {
        const before = episodes[at - 1];
        if (before === undefined || episode === 1) continue;
        strictEqual(episode, before + 1);
      }
      ok(Math.max(...episodes) > library.playable({ folder: "/series" }).length - 100);
    });
    await t.step(
      "carols are sung from the 20th of December to the 6th of January, and on no other day",
      () => {
        const days = new Set(
          aired.filter(({ itemId }) => itemId !== null && itemId >= 2_000 && itemId < 3_000).map((
            { startMs },
          ) =>
            Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(ZONE).toPlainDate().toString()
              .slice(5)
          ),
        );
        ok(days.has("12-20") && days.has("01-06"));
        ok([...days].every((day) => day >= "12-20" || day <= "01-06"), [...days].join());
      },
    );
    await t.step(
      "no commercial outlives its break, and none comes back within the hour unless others are tired too",
      () => {
        const last = new Map<number, number>();
        for (const { itemId, startMs, stopMs, itemDurationMs, filler } of aired) {
          if (filler === null || itemId === null) continue;
          ok(stopMs - startMs < (itemDurationMs ?? 0) + 1_000);
          const isRested = startMs - (last.get(itemId) ?? -Infinity) >= HOUR_MS;
          const resting = [...last.values()].filter((atMs) => startMs - atMs < HOUR_MS).length;
          ok(isRested || resting > ADS / 2, `clip ${itemId}, while ${resting} of ${ADS} rested`);
          last.set(itemId, startMs);
        }
      },
    );
  },
});

async function aYear() {
  const clock = new FakeClock(Temporal.ZonedDateTime.from(`2026-01-01T12:00[${ZONE}]`).epochMilliseconds);
  const library = new Library();
  const channel = { ...loopChannel("five"), schedule: yearlySchedule() };
  const remarks: string[] = [];
  const authority = new BroadcastScheduleAuthority({
    store: new FakeTimelineStore(),
    library,
    clock,
    channels: () => [channel],
    onRebuilt: (_, reason) => {
      throw new Error(`rebuilt: ${reason}`);
    },
    onFailed: (_, thrown) => {
      throw thrown;
    },
    onRemarks: (_, more) => remarks.push(...more.map(({ detail }) => detail)),
  }, { daysAhead: 7, daysBehind: 1 });
  const aired: Programme[] = [];
  for (let day = 0; day < DAYS; day++) {
    const extending = authority.extendAll();
    await clock.advance(0);
    await extending;
    const from = aired.at(-1)?.stopMs ?? clock.wallMs();
    aired.push(...authority.getTimeline("five", from, clock.wallMs() + DAY_MS));
    library.addEpisode();
    await clock.advance(DAY_MS);
  }
  return { aired, remarks, library };
}

function item(id: number, folder: string, minutes: number): ScheduleItem {
  const locator = `${folder}/${String(id).padStart(5, "0")}.mkv`;
  return playable(id, Math.round(minutes * MINUTE_MS), { folder, locator, title: `Item ${id}` });
}
