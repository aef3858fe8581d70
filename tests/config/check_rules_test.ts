import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import {
  checkRules,
  ConfigFault,
  DEFAULT_CONFIG,
  parseConfig,
  type RuleDocuments,
} from "../../src/config/mod.ts";
import { patchAt, pathsIn, RULES } from "./rule_samples.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };

function check(documents: RuleDocuments) {
  return checkRules(documents, {
    ...DEFAULT_CONFIG,
    libraries: { local: { paths: ["/media"], scanIntervalMs: 1 } },
  });
}

Deno.test("checkRules() makes of documents what parseConfig() makes of a file", { permissions }, () => {
  const text = JSON.stringify({ ...RULES, libraries: { local: { paths: ["/media"] } } });
  const { config, documents, warnings } = parseConfig({ text, name: "c", environment: {} });
  deepStrictEqual(documents, RULES);
  deepStrictEqual(check(documents), { channels: config.channels, warnings });
  ok(config.channels.length > 5);
});

Deno.test("checkRules() names the document and the option", { permissions }, () => {
  const documents = {
    ...RULES,
    schedules: { evening: { kind: "slots", slots: [{ at: "20", collection: "nothing" }] } },
    channels: [{ number: "1", name: "A", profile: "hd", schedule: "evening" }],
  };
  try {
    check(documents);
    ok(false, "must be refused");
  } catch (thrown) {
    ok(thrown instanceof ConfigFault);
    deepStrictEqual(thrown.faults.map(({ path, line, found }) => [path, line, found]), [
      ["schedules.evening.slots[0].at", null, '"20"'],
      ["schedules.evening.slots[0].collection", null, '"nothing"'],
      ["channels[0].profile", null, '"hd"'],
    ]);
    strictEqual(
      thrown.message.split("\n").at(-1),
      'request channels[0].profile: found "hd", expected the name of a profile: default',
    );
  }
});

Deno.test(
  "checkRules() takes a document that another one names, or refuses both ways",
  { permissions },
  () => {
    const { toons: _, ...others } = RULES.collections;
    try {
      check({ ...RULES, collections: others });
      ok(false, "must be refused");
    } catch (thrown) {
      ok(thrown instanceof ConfigFault);
      ok(thrown.faults.every(({ found }) => found === '"toons"'), thrown.message);
    }
  },
);

Deno.test(
  "checkRules() gives channels or faults, whatever stands in place of any part",
  { permissions },
  () => {
    const paths = pathsIn(RULES);
    ok(paths.length > 150);
    const words = fc.constantFrom(
      "toons",
      "evening",
      "ads",
      "1",
      "constructor",
      "__proto__",
      "loop",
      "slots",
      "random",
      "20:00",
      "null",
    );
    const anything = fc.oneof(
      fc.jsonValue(),
      words,
      fc.integer(),
      fc.constant(undefined),
      fc.dictionary(words, fc.jsonValue()),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), anything, (path, value) => {
        const documents = patchAt(RULES, path, value);
        try {
          return check(documents).channels.length >= 0;
        } catch (thrown) {
          return thrown instanceof ConfigFault && thrown.faults.length > 0;
        }
      }),
      { numRuns: 200 },
    );
  },
);

Deno.test("checkRules() survives documents that are as deep as their size allows", { permissions }, () => {
  const nest = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
    let value: unknown = { show: "A" };
    for (let level = 0; level < depth; level++) value = wrap(value);
    return value;
  };
  const chain = (length: number, link: (next: string) => unknown, end: unknown) =>
    Object.fromEntries(
      Array.from({ length }, (_, at) => [`n${at}`, at === length - 1 ? end : link(`n${at + 1}`)]),
    );
  const hostile: Readonly<Record<string, Partial<RuleDocuments>>> = {
    "nested collections": { collections: { deep: nest(3_000, (inner) => ({ any: [inner] })) } },
    "a chain of names": { collections: chain(2_000, (next) => next, { show: "A" }) },
    "doubling collections": { collections: chain(60, (next) => ({ any: [next, next] }), { show: "A" }) },
    "doubling fillers": {
      fillers: chain(60, (next) => ({ sequence: [next, next] }), { collection: { show: "A" }, count: 1 }),
    },
    "doubling sequences": {
      schedules: {
        long: {
          kind: "sequence",
          content: { x: { collection: { show: "A" } } },
          sequences: chain(100, (next) => [{ sequence: next }, { sequence: next }], [{ all: "x" }]),
          playout: [{ sequence: "n0" }],
        },
      },
    },
    "sequences inside sequences": {
      schedules: {
        deep: {
          kind: "sequence",
          content: { x: { collection: { show: "A" } } },
          sequences: chain(20, (next) => [{ sequence: next }], [{ all: "x" }]),
          playout: [{ sequence: "n0" }],
        },
      },
    },
    "mirrors in a long row": {
      channels: Array.from({ length: 2_000 }, (_, at) => ({
        number: String(at),
        name: "A",
        schedule: { kind: "mirror", channel: String((at + 1) % 2_000) },
      })),
    },
  };
  const nothing: RuleDocuments = { channels: [], collections: {}, fillers: {}, schedules: {} };
  for (const [name, documents] of Object.entries(hostile)) {
    try {
      check({ ...nothing, ...documents });
      ok(false, `${name} must be refused`);
    } catch (thrown) {
      ok(thrown instanceof ConfigFault, `${name}: ${thrown}`);
    }
  }
});

Deno.test("checkRules() counts what stands behind names", { permissions }, async (t) => {
  const times = (count: number, it: unknown) => Array.from({ length: count }, () => it);
  const many = { any: times(150, { show: "A" }) };
  const clips = { sequence: times(30, { collection: { show: "A" }, count: 1 }) };
  const steps = (sequence: unknown) => ({
    kind: "sequence",
    content: { x: { collection: { show: "A" } } },
    sequences: { inner: times(100, { all: "x" }), outer: sequence },
    playout: [{ sequence: "outer" }],
  });
  const CASES: readonly (readonly [path: string, expected: string, documents: Partial<RuleDocuments>])[] = [
    [
      "collections.both",
      "at most 200 collections, those in collections counted",
      { collections: { many, both: { any: ["many", "many"] } } },
    ],
    [
      "schedules.both.collections",
      "at most 200 collections, those in collections counted",
      { collections: { many }, schedules: { both: { kind: "loop", collections: ["many", "many"] } } },
    ],
    [
      "fillers.both",
      "at most 50 parts of a break, those of fillers counted",
      { fillers: { clips, both: { sequence: ["clips", "clips"] } } },
    ],
    [
      "schedules.long.sequences.outer",
      "at most 20000 steps, those of its sequences counted",
      { schedules: { long: steps(times(200, { sequence: "inner" })) } },
    ],
  ];
  const nothing: RuleDocuments = { channels: [], collections: {}, fillers: {}, schedules: {} };
  for (const [path, expected, documents] of CASES) {
    await t.step(`${path}: ${expected}`, () => {
      throws(() => check({ ...nothing, ...documents }), (thrown) => {
        ok(thrown instanceof ConfigFault);
        deepStrictEqual(thrown.faults.map((fault) => [fault.path, fault.expected]), [[path, expected]]);
        return true;
      });
    });
  }
});
