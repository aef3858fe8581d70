import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { type Clock, systemClock } from "../../src/clock.ts";
import { draftGuide, type GuideDraft, type GuideWriter } from "../../src/guide/draft.ts";
import { xmltvHead, xmltvProgrammes } from "../../src/guide/xmltv.ts";
import type { Programme } from "../../src/programme.ts";
import { card } from "../../src/schedule/cards.ts";
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
  return card(startMs, startMs + lengthMs, { channelId: "five", kind: "off_air", title: "News" });
}

function draftOf(
  all: readonly Programme[],
  { writer, clock = systemClock }: { writer?: GuideWriter | undefined; clock?: Clock } = {},
): Promise<GuideDraft> {
  const sources = {
    timeline: {
      getTimeline: (_: string, fromMs: number, toMs: number) =>
        all.filter(({ startMs, stopMs }) => startMs < toMs && stopMs > fromMs),
    },
    channels: () => [CHANNEL],
    lineup: () => [CHANNEL],
    clock,
  };
  return draftGuide(sources, { fromMs: START_MS, toMs: all.at(-1)?.stopMs ?? START_MS }, writer);
}
