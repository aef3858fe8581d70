import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { type Clock, systemClock } from "../../src/clock.ts";
import { draftGuide, type GuideDraft, type GuideWindow, type GuideWriter } from "../../src/guide/draft.ts";
import { xmltvHead, xmltvProgrammes } from "../../src/guide/xmltv.ts";
import { LIMITS } from "../../src/limits.ts";
import type { Programme } from "../../src/programme.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { loopChannel } from "../schedule/samples.ts";

const CHANNEL = loopChannel("five", {}, { guideId: "five.x", name: "Bars" });
const START_MS = Date.UTC(2026, 0, 5, 12);
const HOUR_MS = 3_600_000;

const MISTAKES: { name: string; head?: [string, string]; programmes?: [string, string]; rule: string }[] = [
  { name: "a start one second early", programmes: ["130000 +0000", "125959 +0000"], rule: "parse_back" },
  { name: "another channel", programmes: ['channel="five.x"', 'channel="fine.x"'], rule: "parse_back" },
  { name: "another title", programmes: ["News", "Newt"], rule: "parse_back" },
  { name: "a programme left out", programmes: ["<programme ", "<nothing "], rule: "parse_back" },
  { name: "a time in another form", programmes: ["130000 +0000", "130000 UTC"], rule: "parse_back" },
  { name: "a bare ampersand", programmes: ["News", "N & s"], rule: "well_formed" },
  { name: "a channel of another name", head: ["Bars", "Bats"], rule: "parse_back" },
  { name: "a channel left out", head: ["<channel ", "<nothing "], rule: "parse_back" },
  { name: "a broken head", head: ["<tv ", "<tv tv "], rule: "well_formed" },
];

Deno.test({
  name: "draftGuide()",
  permissions: "none",
  async fn(t) {
    await t.step("finds nothing wrong with what it writes itself", async () => {
      const { findings, programmes } = await draft();
      deepStrictEqual([findings.list, programmes], [[], 3]);
    });
    for (const { name, head, programmes, rule } of MISTAKES) {
      await t.step(`finds a mistake of the writer by reading back: ${name}`, async () => {
        const { findings } = await draft({
          head: (...all) => altered(xmltvHead(...all), head),
          programmes: (entries) => altered(xmltvProgrammes(entries), programmes),
        });
        ok(findings.list.some((finding) => finding.rule === rule), JSON.stringify(findings.list));
      });
    }
    await t.step("writes no programme once a rule is broken (M1)", async () => {
      const { findings, body } = await draft({
        head: xmltvHead,
        programmes: () => {
          throw new Error("written all the same");
        },
      }, 5_000);
      strictEqual(findings.list[0]?.rule, "gap");
      deepStrictEqual(body, []);
    });
    await t.step("gives equal texts one digest, and any other text another", async () => {
      const base = await draft();
      match(base.digest, /^[0-9a-f]{24}$/);
      const again = await draft();
      strictEqual(again.digest, base.digest);
      const longer = await draftOf([0, 1, 2, 3].map((hour) => newsAt(hour)));
      const renamed = await draft({ head: (...all) => `${xmltvHead(...all)} `, programmes: xmltvProgrammes });
      strictEqual(new Set([base, longer, renamed].map(({ digest }) => digest)).size, 3);
    });
    await t.step("tells a film whole, whichever part of it is on when the guide is made", async () => {
      const part = (atMinute: number, offsetMinutes: number | null): Programme => {
        const startMs = START_MS + atMinute * 60_000;
        const span = { channelId: "five", startMs, stopMs: startMs + 20 * 60_000 };
        const soap = { itemId: 9, filler: "mid_roll", title: "Soap", stopMs: startMs + 5 * 60_000 } as const;
        if (offsetMinutes === null) return plainProgramme({ ...span, ...soap });
        return plainProgramme({ ...span, itemOffsetMs: offsetMinutes * 60_000, title: "Alien" });
      };
      const film = [part(0, 0), part(20, null), part(25, 20), part(45, null), part(50, 40)];
      const [before, after] = [newsAt(-1), newsAt(2, HOUR_MS)];
      const news = { ...after, startMs: START_MS + 70 * 60_000 };
      for (const onAir of film) {
        const window = { fromMs: onAir.startMs + 60_000, toMs: onAir.startMs + 120_000 };
        const text = await textOf([before, ...film, news], window);
        deepStrictEqual(text, ["20260105120000 20260105131000 Alien"], `${onAir.startMs - START_MS}`);
      }
      const window = { fromMs: START_MS - HOUR_MS, toMs: START_MS + 2 * HOUR_MS };
      strictEqual((await textOf([before, ...film, news], window)).length, 3);
      deepStrictEqual((await textOf(film, window, true)).map((line) => line.split(" ")[2]), [
        ...["Alien", "Soap", "Alien", "Soap", "Alien"],
      ]);
    });
    await t.step(
      "lets others run while very many programmes are read, and reads no more than it may",
      async () => {
        const clips = Array.from({ length: 12_000 }, (_, at): Programme => {
          const span = {
            channelId: "five",
            startMs: START_MS + at * 20_000,
            stopMs: START_MS + (at + 1) * 20_000,
          };
          return plainProgramme({ ...span, itemId: 9, filler: at % 40 === 0 ? null : "tail" });
        });
        let turns = 0;
        const clock: Clock = { ...systemClock, sleep: () => Promise.resolve(void turns++) };
        const { programmes, findings } = await draftOf(clips, { clock });
        strictEqual(findings.total, 0);
        // It reads in pieces of six hours, and stops behind the one in which it has enough.
        const enough = LIMITS.guideProgrammesReadMax / 40;
        ok(programmes >= enough && programmes <= enough + 6 * 180 / 40, `${programmes} entries`);
        ok(turns >= 9, `${turns} turns`);
      },
    );
    await t.step("lets others run before each piece of 200 programmes, which streams depend on", async () => {
      let written = 0;
      const turns: number[] = [];
      const clock: Clock = {
        ...systemClock,
        sleep() {
          turns.push(written);
          written = 0;
          return Promise.resolve();
        },
      };
      const writer: GuideWriter = {
        head: xmltvHead,
        programmes(entries) {
          written += entries.length;
          return xmltvProgrammes(entries);
        },
      };
      const programmes = Array.from({ length: 450 }, (_, hour) => newsAt(hour));
      const { findings } = await draftOf(programmes, { writer, clock });
      strictEqual(findings.total, 0);
      deepStrictEqual(turns, [0, 200, 200, 50]);
    });
  },
});

function altered(text: string, [from, to]: readonly [string, string] = ["", ""]): string {
  return text.replace(from, to);
}

function draft(writer?: GuideWriter, gapMs = 0): Promise<GuideDraft> {
  return draftOf([0, 1, 2].map((hour) => newsAt(hour, HOUR_MS - gapMs)), { writer });
}

function newsAt(hour: number, lengthMs = HOUR_MS): Programme {
  const startMs = START_MS + hour * HOUR_MS;
  const span = { channelId: "five", startMs, stopMs: startMs + lengthMs };
  return plainProgramme({ ...span, itemId: null, title: "News" });
}

/** Start, stop and title of each programme, as written. */
async function textOf(
  all: readonly Programme[],
  window: GuideWindow,
  showsFiller = false,
): Promise<string[]> {
  const { body } = await draftOf(all, { window, showsFiller });
  const text = await new Blob([...body]).text();
  return [...text.matchAll(/start="(\d+).*?stop="(\d+).*?<title>(.*?)</g)]
    .map(([, start, stop, title]) => `${start} ${stop} ${title}`);
}

function draftOf(
  all: readonly Programme[],
  { writer, clock = systemClock, window, showsFiller = false }: {
    readonly writer?: GuideWriter | undefined;
    readonly clock?: Clock;
    readonly window?: GuideWindow;
    readonly showsFiller?: boolean;
  } = {},
): Promise<GuideDraft> {
  const sources = {
    timeline: {
      getTimeline: (_: string, fromMs: number, toMs: number) =>
        all.filter(({ startMs, stopMs }) => startMs < toMs && stopMs > fromMs),
    },
    channels: () => [CHANNEL],
    lineup: () => [CHANNEL],
    ...{ clock, showsFiller },
  };
  return draftGuide(sources, window ?? { fromMs: START_MS, toMs: all.at(-1)?.stopMs ?? START_MS }, writer);
}
