import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { parse } from "yaml";
import { checkRules, ConfigFault, DEFAULT_CONFIG } from "../src/config/mod.ts";
import {
  channelKey,
  documentsOf,
  entriesOf,
  locateProblems,
  placeOf,
  type RuleEntry,
  usersOf,
} from "../src/rule_book.ts";

/** Every example of the guide to schedules, as documents. */
const EXAMPLES = [...(await Deno.readTextFile(new URL("../docs/schedules.md", import.meta.url)))
  .matchAll(/^```yaml\n(.*?)^```/gms)]
  .map(([, text = ""]) => {
    const { channels = [], collections = {}, fillers = {}, schedules = {} } = parse(text, (key, value) => {
      // As the configuration reads them: text is meant here.
      return ["number", "channel"].includes(String(key)) && typeof value === "number" ? String(value) : value;
    });
    return entriesOf({ channels, collections, fillers, schedules }, "config");
  })
  .filter((entries) => entries.length > 0);

/** Which documents have faults once one is gone. */
function bereft(entries: readonly RuleEntry[], gone: RuleEntry): string[] {
  const rest = entries.filter((entry) => entry !== gone);
  try {
    checkRules(documentsOf(rest), DEFAULT_CONFIG);
    return [];
  } catch (thrown) {
    if (!(thrown instanceof ConfigFault)) throw thrown;
    const places = locateProblems(thrown.faults, rest).map(({ entry }) =>
      entry === null ? "nowhere" : placeOf(entry)
    );
    return [...new Set(places)].toSorted();
  }
}

Deno.test("who uses a document is who would be left without it, in every example of the guide", async (t) => {
  ok(EXAMPLES.length > 8);
  for (const [index, entries] of EXAMPLES.entries()) {
    for (const entry of entries) {
      await t.step(`example ${index + 1}: ${placeOf(entry)}`, () => {
        // What uses it over another name has no fault of its own.
        deepStrictEqual(usersOf(entries, entry).map(placeOf).toSorted(), bereft(entries, entry));
      });
    }
  }
});

Deno.test("usersOf() is not taken in by names that mean something else", async (t) => {
  const documents = {
    channels: [{ number: "1", name: "films", group: "films", schedule: "films" }],
    collections: { films: { show: "ads" }, more: { any: ["films", { search: "ads" }] } },
    fillers: { ads: { sequence: [{ collection: "films", count: 1 }, "films"] }, films: { up_next_s: 5 } },
    schedules: {
      films: {
        kind: "sequence",
        content: { films: { collection: "more" } },
        sequences: { ads: [{ all: "films" }] },
        playout: [{ sequence: "ads" }],
      },
    },
  };
  const entries = entriesOf(documents, "config");
  const users = (kind: RuleEntry["kind"], name: string) => usersOf(entries, { kind, name }).map(placeOf);
  await t.step(
    "collections",
    () => deepStrictEqual(users("collection", "films"), ["collections.more", "fillers.ads"]),
  );
  await t.step("fillers", () => deepStrictEqual(users("filler", "films"), ["fillers.ads"]));
  await t.step("schedules", () => deepStrictEqual(users("schedule", "films"), ["channels.1"]));
  await t.step("a sequence of its own", () => deepStrictEqual(users("filler", "ads"), []));
});

Deno.test("locateProblems() finds the document of every fault", async (t) => {
  const documents = {
    channels: [{ number: "1", name: "" }, { id: "two", number: "x", name: "B", schedule: { kind: "loop" } }],
    collections: { "films-late": { shw: "a" }, films: { any: [{ show: "" }] } },
    fillers: {},
    schedules: {},
  };
  const entries = entriesOf(documents, "config");
  try {
    checkRules(documentsOf(entries), DEFAULT_CONFIG);
  } catch (thrown) {
    if (!(thrown instanceof ConfigFault)) throw thrown;
    const found = locateProblems(thrown.faults, entries).map(({ entry, path, detail }) => {
      ok(detail.startsWith("found "));
      return `${entry === null ? "nowhere" : placeOf(entry)} ${path}`;
    });
    await t.step("with its place there", () =>
      deepStrictEqual(found.toSorted(), [
        "channels.1 name",
        "channels.1 schedule",
        "channels.two number",
        "channels.two schedule",
        "collections.films any[0].show",
        "collections.films-late ",
        "collections.films-late shw",
      ]));
    return;
  }
  throw new Error("Nothing was refused");
});

Deno.test("channelKey() is the id, else the number", () => {
  deepStrictEqual(
    [{ id: "a", number: "1" }, { number: "1" }, { name: "x" }, "x", null].map(channelKey),
    ["a", "1", null, null, null],
  );
  strictEqual(placeOf({ kind: "filler", name: "ads" }), "fillers.ads");
});
