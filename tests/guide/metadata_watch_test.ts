import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { MetadataWatch } from "../../src/guide/mod.ts";
import { createLogger } from "../../src/log.ts";
import { drive } from "../fakes/drive.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

const DAY_MS = 24 * 3_600_000;
const WELL = { episodes: 100, withoutEpisodeNumber: 0, episodesAndMovies: 100, withoutYear: 0 };

function world(census: (channelId: string, fromMs: number, toMs: number) => typeof WELL = () => WELL) {
  const clock = new FakeClock();
  const lines: Record<string, unknown>[] = [];
  const lookups = { successes: 0, failures: 0 };
  const watch = new MetadataWatch({
    ...{ clock, census, channels: () => ["one", "two"], takeLookups: () => ({ ...lookups }) },
    log: createLogger({
      level: "debug",
      format: "json",
      clock,
      write: (line) => lines.push(JSON.parse(line)),
    }),
  }, { daysAhead: 2, cycleMs: 3_600_000 });
  const look = async (placeholders = 0, successes = 0, failures = 0) => {
    Object.assign(lookups, { successes, failures });
    await drive(clock, watch.look(placeholders));
    return lines.splice(0).map(({ at: _at, ...line }) => line);
  };
  return { clock, watch, look };
}

Deno.test("MetadataWatch says nothing of a guide in order", async () => {
  deepStrictEqual(await world().look(10, 100, 30), []);
});

Deno.test("MetadataWatch writes one early warning per cycle, over all channels", async () => {
  const spans: [string, number, number][] = [];
  const { clock, look } = world((channelId, fromMs, toMs) => {
    spans.push([channelId, fromMs, toMs]);
    return { ...WELL, withoutYear: channelId === "one" ? 20 : 0 };
  });
  const fromMs = clock.wallMs();
  deepStrictEqual(await look(11), [
    { level: "warn", msg: "EPG metadata early warning", withoutYearPercent: 10, placeholders: 11 },
  ]);
  deepStrictEqual(spans, [["one", fromMs, fromMs + 2 * DAY_MS], ["two", fromMs, fromMs + 2 * DAY_MS]]);
  deepStrictEqual(await look(12), [], "the same is told once a cycle");
  deepStrictEqual(
    (await look(0)).map(({ withoutYearPercent }) => withoutYearPercent),
    [10],
    "something else at once",
  );
  await clock.advance(3_600_000);
  strictEqual((await look(0)).length, 1, "and each cycle anew");
});

Deno.test("MetadataWatch warns of a drift once, and adds up cycles with few look-ups", async () => {
  const { look } = world();
  deepStrictEqual(await look(0, 90, 10), []);
  deepStrictEqual(await look(0, 8, 2), [], "too few to tell");
  deepStrictEqual(await look(0, 7, 3), [
    { level: "warn", msg: "Metadata drift", before: 0.1, now: 0.25, rise: 0.15 },
  ]);
  deepStrictEqual(await look(0, 75, 25), [], "no rise any more");
  const [drift, warning] = await look(0, 0, 100);
  deepStrictEqual([drift?.msg, drift?.rise], ["Metadata drift", 0.75]);
  deepStrictEqual([warning?.msg, warning?.failureRatio], ["EPG metadata early warning", 1]);
});

Deno.test("MetadataWatch stops nobody, not even when it fails (M3)", async () => {
  const { look } = world(() => {
    throw new Error("database is locked");
  });
  deepStrictEqual(await look(), [
    { level: "error", msg: "Cannot look at the guide's metadata", reason: "database is locked" },
  ]);
});
