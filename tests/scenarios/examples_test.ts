import { ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import type { Channel } from "../../src/channel.ts";
import { parseConfig } from "../../src/config/mod.ts";
import type { Programme } from "../../src/programme.ts";
import { assertTiles, BroadcastScheduleAuthority, type Remark } from "../../src/schedule/mod.ts";
import { openStore } from "../../src/store/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { fillWithExamples } from "./example_library.ts";

/** Every example of `docs/schedules.md`: the file as it is shown, and what it airs. */
const FOLDER = new URL("../../docs/examples/", import.meta.url).pathname;
const ZONE = "Europe/Berlin";
/** When each is looked at; a Saturday unless it is about another day. */
const STARTS: Readonly<Record<string, string>> = {
  "christmas.yaml": "2026-12-24T09:00",
  other: "2026-06-13T17:30",
};
/** Lines that are printed of each channel. */
const LINES: Readonly<Record<string, number>> = {
  "waits_for_you.yaml": 3,
  "one_hour_later.yaml": 6,
  other: 22,
};

const names = [...Deno.readDirSync(FOLDER)].map(({ name }) => name).filter((name) => name.endsWith(".yaml"))
  .sort();

Deno.test("The worked examples of schedules air what docs/schedules.md says", async (t) => {
  const guide = await Deno.readTextFile(join(FOLDER, "../schedules.md"));
  const folder = await Deno.makeTempDir();
  await using store = await openStore({ path: join(folder, "store.db") });
  fillWithExamples(store);
  for (const name of names) {
    await t.step(name, async () => {
      const text = await Deno.readTextFile(join(FOLDER, name));
      const { config, warnings } = parseConfig({ text, name, environment: {} });
      strictEqual(warnings.join("\n"), "");
      const channels = config.channels.map((channel): Channel => ({ ...channel, guideId: channel.id }));
      const told = await airing(channels, store.media, {
        start: STARTS[name] ?? STARTS.other ?? "",
        lines: LINES[name] ?? LINES.other ?? 0,
      });
      const golden = join(FOLDER, name.replace(/yaml$/, "txt"));
      // Written anew on purpose only: WRITE_EXAMPLES=1.
      if (Deno.env.has("WRITE_EXAMPLES")) await Deno.writeTextFile(golden, told);
      strictEqual(told, await Deno.readTextFile(golden));
      ok(guide.includes("```yaml\n" + text + "```"), `docs/schedules.md shows another ${name}`);
      ok(guide.includes("```text\n" + told + "```"), `docs/schedules.md tells something else of ${name}`);
    });
  }
  await Deno.remove(folder, { recursive: true });
});

async function airing(
  channels: readonly Channel[],
  library: ConstructorParameters<typeof BroadcastScheduleAuthority>[0]["library"],
  { start, lines }: { readonly start: string; readonly lines: number },
): Promise<string> {
  const startMs = Temporal.ZonedDateTime.from(`${start}[${ZONE}]`).epochMilliseconds;
  const clock = new FakeClock(startMs);
  const remarks: Remark[] = [];
  const folder = await Deno.makeTempDir();
  await using store = await openStore({ path: join(folder, "timelines.db") });
  const authority = new BroadcastScheduleAuthority({
    ...{ store: store.timelines, library, clock, channels: () => channels },
    onRebuilt: () => {},
    onFailed: (_, thrown) => {
      throw thrown;
    },
    onRemarks: (_, more) => remarks.push(...more),
    isWatched: () => false,
  }, { daysAhead: 2, daysBehind: 1 });
  const extending = authority.extendAll();
  await clock.advance(0);
  await extending;
  let untilMs = startMs;
  const told = channels.map(({ id, number, name }) => {
    const programmes = authority.getTimeline(id, startMs, startMs + 24 * 3_600_000);
    assertTiles(programmes);
    const shown = programmes.slice(0, lines);
    untilMs = shown.at(-1)?.stopMs ?? untilMs;
    return `${number} ${name}\n${shown.map(line).join("\n")}\n`;
  });
  const notes = remarks.filter(({ atMs }) => atMs < untilMs).map(({ detail }) => `note: ${detail}\n`);
  await Deno.remove(folder, { recursive: true });
  return [...told, ...notes].join("\n");
}

function line(
  { startMs, stopMs, title, show, episode, filler, kind, guideTitle, itemOffsetMs }: Programme,
): string {
  const at = Temporal.Instant.fromEpochMilliseconds(startMs).toZonedDateTimeISO(ZONE);
  const time = at.toPlainTime().toString({ smallestUnit: "second" });
  const day = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"][at.dayOfWeek - 1];
  const name = show === null ? title : `${show} ${episode}: ${title}`;
  const marks = [
    filler?.replace("_", "-"),
    kind === "item" ? undefined : `card: ${kind.replace("_", " ")}`,
    itemOffsetMs > 0 ? `from ${minutes(itemOffsetMs)}` : undefined,
    guideTitle === null ? undefined : `guide: ${guideTitle}`,
  ].filter((mark) => mark !== undefined);
  return `${day} ${time}  ${minutes(stopMs - startMs).padStart(6)}  ${
    [name, ...marks.map((mark) => `[${mark}]`)].join(" ")
  }`;
}

function minutes(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
