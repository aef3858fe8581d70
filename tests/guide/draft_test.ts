import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import type { Channel } from "../../src/channel.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import { draftGuide, type GuideDraft, type GuideWindow, type GuideWriter } from "../../src/guide/draft.ts";
import type { GuideEntry } from "../../src/guide/entries.ts";
import type { LineupEntry } from "../../src/guide/facts.ts";
import type { Taps } from "../../src/guide/pipeline.ts";
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
    await t.step("knows no channel by what it proved of another that airs the same", async () => {
      const six = loopChannel("six", {}, { guideId: "six.x", number: "6", name: "Bars" });
      const writer: GuideWriter = {
        head: xmltvHead,
        programmes: (entries) => xmltvProgrammes(entries.map((entry) => ({ ...entry, channel: "five.x" }))),
      };
      const { findings } = await draft(writer, { channels: [CHANNEL, six], lineup: [CHANNEL, six] });
      deepStrictEqual(findings.list.map(({ rule, channel }) => [rule, channel])[0], ["parse_back", "six.x"]);
    });
    await t.step("writes no programme once a rule is broken (M1)", async () => {
      const { findings, body } = await draft({
        head: xmltvHead,
        programmes: () => {
          throw new Error("written all the same");
        },
      }, { lineup: [] });
      strictEqual(findings.list[0]?.rule, "lineup");
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
    await t.step("lets others run every few milliseconds, which streams depend on", async () => {
      let nowMs = 0;
      let workedMs = 0;
      const turns: number[] = [];
      const clock: Clock = {
        ...systemClock,
        monotonicMs: () => nowMs,
        sleep() {
          turns.push(workedMs);
          workedMs = 0;
          return Promise.resolve();
        },
      };
      const writer: GuideWriter = {
        head: xmltvHead,
        programmes(entries) {
          nowMs += entries.length / 2;
          workedMs += entries.length / 2;
          return xmltvProgrammes(entries);
        },
      };
      const programmes = Array.from({ length: 60 }, (_, hour) => newsAt(hour));
      const { findings } = await draftOf(programmes, { writer, clock });
      strictEqual(findings.total, 0);
      // Pieces of six hours take 3 ms each; 2 ms of work are enough for a turn.
      deepStrictEqual(turns, Array.from({ length: 10 }, () => 3));
    });
    await t.step("publishes nothing that was altered after it was proved", async () => {
      const whole = await draft();
      const text = new TextDecoder().decode(whole.body[0]);
      for (let at = 0; at < text.length; at++) {
        const bytes = new TextEncoder().encode(`${text.slice(0, at)}~${text.slice(at + 1)}`);
        const { findings } = await draft(undefined, { taps: { bytes: () => bytes } });
        strictEqual(findings.list[0]?.rule, "seal", `character ${at}`);
      }
    });
    await t.step("finds any other character in what is proved: ids, instants, titles, marks", async () => {
      const [text = ""] = [xmltvProgrammes(await entriesOfNews())];
      const proved = text.slice(0, text.indexOf("</title>") + 8);
      for (let at = 0; at < proved.length; at++) {
        for (const mark of ["~", "0", " "]) {
          const other = `${text.slice(0, at)}${mark}${text.slice(at + 1)}`;
          if (other === text || isSameXml(text, at, mark)) continue;
          const { findings } = await draft({
            head: xmltvHead,
            programmes: (entries) => xmltvProgrammes(entries).replace(text, other),
          });
          ok(findings.total > 0, `character ${at} of ${proved}: ${other}`);
        }
      }
    });
  },
});

function altered(text: string, [from, to]: readonly [string, string] = ["", ""]): string {
  return text.replace(from, to);
}

/** XML does not care which white space stands between attributes. */
function isSameXml(text: string, at: number, mark: string): boolean {
  return mark === " " && text[at] === " ";
}

async function entriesOfNews(): Promise<readonly GuideEntry[]> {
  const told: GuideEntry[] = [];
  await draft({
    head: xmltvHead,
    programmes(entries) {
      told.push(...entries);
      return xmltvProgrammes(entries);
    },
  });
  return told.slice(0, 1);
}

function draft(writer?: GuideWriter, more: DraftWish = {}): Promise<GuideDraft> {
  return draftOf([0, 1, 2].map((hour) => newsAt(hour)), { writer, ...more });
}

function newsAt(hour: number, lengthMs = HOUR_MS): Programme {
  const startMs = START_MS + hour * HOUR_MS;
  return plainProgramme({
    channelId: "five",
    startMs,
    stopMs: startMs + lengthMs,
    itemId: null,
    title: "News",
  });
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

interface DraftWish {
  readonly writer?: GuideWriter | undefined;
  readonly clock?: Clock;
  readonly lineup?: readonly LineupEntry[];
  readonly channels?: readonly Channel[];
  readonly taps?: Taps;
  readonly window?: GuideWindow;
  readonly showsFiller?: boolean;
}

function draftOf(
  all: readonly Programme[],
  { writer, clock = systemClock, lineup = [CHANNEL], channels = [CHANNEL], taps, ...told }: DraftWish = {},
): Promise<GuideDraft> {
  const sources = {
    timeline: {
      getTimeline: (_: string, fromMs: number, toMs: number) =>
        all.filter(({ startMs, stopMs }) => startMs < toMs && stopMs > fromMs),
    },
    channels: () => channels,
    lineup: () => lineup,
    clock,
    showsFiller: told.showsFiller ?? false,
  };
  const { window = { fromMs: START_MS, toMs: all.at(-1)?.stopMs ?? START_MS } } = told;
  return draftGuide(sources, window, {
    ...(writer === undefined ? {} : { writer }),
    ...(taps === undefined ? {} : { taps }),
  });
}
