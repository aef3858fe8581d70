import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { chooseNext, type ReadyState, type ReadyWish } from "../../../src/playout/ahead/ready_choice.ts";

type State = ReadyState<ReadyWish>;

const MINUTE = 60_000;

function wish(key: string, startMin: number, more: Partial<ReadyWish> = {}): ReadyWish {
  return {
    key,
    startMs: startMin * MINUTE,
    stopMs: (startMin + 30) * MINUTE,
    bytesMax: 10,
    encodeMs: MINUTE,
    ...more,
  };
}

function file(key: string, sizeBytes = 10, usedMs = 0) {
  return { key, sizeBytes, usedMs };
}

function stateOf(more: Partial<State>): State {
  return {
    wishes: [],
    files: [],
    inUse: new Set(),
    isHopeless: () => false,
    budgetBytes: 30,
    nowMs: 0,
    ...more,
  };
}

Deno.test("chooseNext()", async (t) => {
  const full = [file("a"), file("b"), file("c")];
  const CASES: [name: string, state: Partial<State>, want: string | null, drop: string[]][] = [
    ["chooses nothing when nothing airs", {}, null, []],
    ["chooses what airs soonest", { wishes: [wish("a", 5), wish("b", 6)] }, "a", []],
    ["passes over what is there", { wishes: [wish("a", 5), wish("b", 6)], files: [file("a")] }, "b", []],
    [
      "passes over what would be late",
      { wishes: [wish("a", 5, { encodeMs: 6 * MINUTE }), wish("b", 6)] },
      "b",
      [],
    ],
    [
      "makes what is late for now in time for its next airing",
      { wishes: [wish("a", 0), wish("b", 50), wish("a", 60)], files: [file("b")] },
      "a",
      [],
    ],
    [
      "passes over what failed",
      { wishes: [wish("a", 5), wish("b", 6)], isHopeless: (key) => key === "a" },
      "b",
      [],
    ],
    ["drops what airs no more", { wishes: [wish("d", 5), wish("a", 9), wish("b", 9)], files: full }, "d", [
      "c",
    ]],
    [
      "drops what airs no more and was used longest ago",
      { wishes: [wish("d", 5)], files: [file("a", 10, 3), file("b", 10, 1), file("c", 10, 2)] },
      "d",
      ["b"],
    ],
    [
      "drops what airs latest",
      { wishes: [wish("d", 5), wish("a", 9), wish("b", 99), wish("c", 50)], files: full },
      "d",
      ["b"],
    ],
    [
      "drops as much as it needs",
      { wishes: [wish("d", 5, { bytesMax: 15 }), wish("a", 9), wish("b", 99), wish("c", 50)], files: full },
      "d",
      ["b", "c"],
    ],
    [
      "keeps what airs sooner, even if something else does not fit then",
      { wishes: [wish("a", 1), wish("b", 2), wish("c", 3), wish("d", 5)], files: full },
      null,
      [],
    ],
    [
      "keeps what is on air",
      { wishes: [wish("a", -5), wish("d", 5), wish("b", 6), wish("c", 7)], files: full },
      "d",
      ["c"],
    ],
    [
      "keeps what is being played, though it airs no more",
      { wishes: [wish("d", 5), wish("b", 6)], files: full, inUse: new Set(["a", "c"]) },
      "d",
      ["b"],
    ],
    [
      "leaves alone what never fits, and takes what does",
      {
        wishes: [wish("a", 5, { bytesMax: 31 }), wish("b", 6)],
      },
      "b",
      [],
    ],
    [
      "shrinks when the budget did",
      { wishes: [wish("a", 1), wish("b", 2)], files: full, budgetBytes: 15 },
      null,
      [
        "c",
        "b",
      ],
    ],
    ["shrinks no further than it may", { files: full, budgetBytes: -5, inUse: new Set(["a"]) }, null, [
      "b",
      "c",
    ]],
  ];
  for (const [name, state, want, drop] of CASES) {
    await t.step(name, () => {
      const choice = chooseNext(stateOf(state));
      deepStrictEqual([choice.wish?.key ?? null, choice.drop], [want, drop]);
    });
  }
});

/** Small worlds in which everything collides. */
const STATES = fc.record({
  wishes: fc.array(
    fc.record({
      key: fc.constantFrom(..."abcdefgh"),
      startMin: fc.integer({ min: -40, max: 100 }),
      size: fc.nat(20),
    }),
    { maxLength: 20 },
  ),
  files: fc.uniqueArray(
    fc.record({
      key: fc.constantFrom(..."abcdefgh"),
      sizeBytes: fc.integer({ min: 1, max: 20 }),
      usedMs: fc.nat(9),
    }),
    { selector: ({ key }) => key },
  ),
  inUse: fc.subarray([..."abcdefgh"], { maxLength: 3 }),
  budgetBytes: fc.nat(60),
}).map(({ wishes, files, inUse, budgetBytes }): State =>
  stateOf({
    wishes: wishes.map(({ key, startMin, size }) => wish(key, startMin, { bytesMax: size + 1 }))
      .sort((one, other) => one.startMs - other.startMs),
    files,
    inUse: new Set(inUse),
    budgetBytes,
  })
);

/** When a file is needed next. */
function nextMs({ wishes, nowMs }: State, key: string): number {
  return wishes.find((it) => it.key === key && it.stopMs > nowMs)?.startMs ?? Infinity;
}

Deno.test("chooseNext() never drops what is being played, nor for its sake what airs sooner", () => {
  fc.assert(fc.property(STATES, (state) => {
    const { wish, drop } = chooseNext(state);
    for (const key of drop) {
      ok(!state.inUse.has(key));
      ok(wish === null || nextMs(state, key) > wish.startMs);
    }
    strictEqual(new Set(drop).size, drop.length);
  }));
});

Deno.test("chooseNext() never lets what is encoded exceed the budget", () => {
  fc.assert(fc.property(STATES, (state) => {
    const { wish, drop } = chooseNext(state);
    if (wish === null) return;
    const kept = state.files.filter(({ key }) => !drop.includes(key));
    ok(kept.reduce((sum, { sizeBytes }) => sum + sizeBytes, wish.bytesMax) <= state.budgetBytes);
  }));
});

Deno.test("chooseNext() leaves out nothing sooner that would do, and drops no more than it must", () => {
  fc.assert(fc.property(STATES, (state) => {
    const { wish, drop } = chooseNext(state);
    const used = state.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const freed = (keys: readonly string[]) =>
      state.files.filter(({ key }) => keys.includes(key)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const missing = wish === null ? used - state.budgetBytes : used + wish.bytesMax - state.budgetBytes;
    if (drop.length > 0) ok(freed(drop.slice(0, -1)) < missing, "one less would not do");
    for (const sooner of state.wishes.filter(({ startMs }) => startMs < (wish?.startMs ?? Infinity))) {
      const isThere = state.files.some(({ key }) => key === sooner.key);
      if (isThere || sooner.startMs - sooner.encodeMs < state.nowMs) continue;
      const later = state.files.map(({ key }) => key).filter((key) =>
        !state.inUse.has(key) && nextMs(state, key) > sooner.startMs
      );
      ok(used - freed(later) + sooner.bytesMax > state.budgetBytes, `${sooner.key} would fit`);
    }
  }));
});

Deno.test("Choosing again and again settles with what airs soonest, without ever dropping what it just made", () => {
  fc.assert(fc.property(STATES, (state) => {
    let files = [...state.files];
    const made = new Set<string>();
    for (let round = 0; round < 20; round++) {
      const { wish, drop } = chooseNext({ ...state, files });
      files = files.filter(({ key }) => !drop.includes(key));
      if (wish === null) return;
      ok(!drop.some((key) => made.has(key) && nextMs(state, key) <= wish.startMs));
      made.add(wish.key);
      files.push({ key: wish.key, sizeBytes: wish.bytesMax, usedMs: 0 });
    }
    ok(false, "it never settles");
  }));
});
