/** What holds in any life of a channel; the numbers are those of the list it was designed by. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { emptyInputs, firstChoice, INPUTS_DEFAULTS, type InputsEffect } from "../../src/inputs/mod.ts";
import { lives } from "./commands.ts";
import { Drill, spec } from "./drill.ts";
import * as witnesses from "./witnesses.ts";
import { type Command, POOL, TICK_MS, type Witness, World } from "./world.ts";

const WITNESSED: Readonly<Record<string, () => Witness>> = {
  "1 what is opened is the best of what may be": witnesses.bestIsOpened,
  "2 one generation is on air and at most one on its way, both of the ladder": witnesses.oneOfEachRuns,
  "4 exhausted and restored alternate, and tell the truth": witnesses.exhaustionAlternates,
  "5, 6 every switch on record happened, and every failover is on record": witnesses.switchesAreTrue,
  "7 nothing opens for ever or stays on air silent": witnesses.silenceEnds,
  "8 what is said twice, or of what is gone, changes nothing": witnesses.repeatsChangeNothing,
  "10 failbacks are 12 s after the switch before": witnesses.failbacksKeepApart,
  "11 an operator's choice ends as was said, and not otherwise": witnesses.choicesHold,
  "13 a change of the ladder is exact, and the same twice": witnesses.updatesAreExact,
  "15 probes are few, and never of what runs or is parked": witnesses.probesAreFew,
  "16 an end in time is no error, an early one is": witnesses.endsAreJudged,
  "18 nobody can change the machine from outside": witnesses.nothingLeaks,
  "27 what is parked is left alone, and has one try after": witnesses.parksHold,
};

for (const [name, makeWitness] of Object.entries(WITNESSED)) {
  Deno.test({
    name,
    permissions: "none",
    fn() {
      fc.assert(
        fc.property(lives, (life) => {
          const world = new World(makeWitness());
          for (const command of life) world.do(command);
        }),
        { numRuns: 100 },
      );
    },
  });
}

const PROPERTIES: Readonly<Record<string, () => void>> = {
  "1 the order of the list does not matter where ranks differ": () => {
    const ranked = POOL.map((input, rank) => ({ ...input, rank }));
    fc.assert(fc.property(fc.shuffledSubarray(ranked), (inputs) => {
      const equivalents = inputs.filter(({ tier }) => tier === "equivalent");
      const best = equivalents.toSorted((one, other) => one.rank - other.rank)[0];
      strictEqual(firstChoice(emptyInputs(), inputs, 0, INPUTS_DEFAULTS)?.id, best?.id);
    }));
  },
  "9 whatever happened, once all is well the programme is on air": () => {
    fc.assert(
      fc.property(lives, (life) => {
        const world = new World(() => {});
        for (const command of life) world.do(command);
        world.calm();
        world.do({ kind: "clear" });
        // A park, a probe that was put off, and a failback after them.
        world.do({ kind: "wait", ticks: (300_000 + 120_000 + 60_000) / TICK_MS });
        const { active, inputs, isWanted } = world.state;
        if (!isWanted || inputs.length === 0) return;
        const hasOwn = inputs.some(({ tier }) => tier === "equivalent");
        const onAir = inputs.find(({ id }) => id === active?.id);
        strictEqual(onAir?.tier, hasOwn ? "equivalent" : "substitute");
      }),
      { numRuns: 60 },
    );
  },
  "11 an operator's choice that is well is on air, whatever failed before": () => {
    fc.assert(
      fc.property(lives, fc.nat(), (life, pick) => {
        const world = new World(() => {});
        for (const command of life) world.do(command);
        world.calm();
        world.do({ kind: "wait", ticks: (300_000 + 120_000 + 60_000) / TICK_MS });
        const { inputs, isWanted } = world.state;
        const chosen = inputs[pick % Math.max(1, inputs.length)];
        if (!isWanted || chosen === undefined) return;
        world.do({ kind: "switch", id: chosen.id, sticky: "until_cleared" });
        world.do({ kind: "wait", ticks: 100 });
        strictEqual(world.state.active?.id, chosen.id);
      }),
      { numRuns: 60 },
    );
  },
  "12 after k that cannot start the next one opens, within the same step": () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(8), (count, failing) => {
      const inputs = Array.from({ length: count }, (_, rank) => spec(`i${rank}`, { rank }));
      const drill = new Drill();
      drill.begin(inputs);
      for (let k = 0; k < Math.min(failing, count); k++) {
        drill.is(`slate<i${k}`);
        drill.fail();
        ok(drill.words.includes(`degraded i${k}`));
      }
      drill.is(failing < count ? `slate<i${failing}` : "slate");
      strictEqual(drill.state.isExhausted, failing >= count);
    }));
  },
  "17 a figure that makes no sense is its default": () => {
    const nonsense = fc.constantFrom(NaN, 0, -5);
    const names = fc.subarray(Object.keys(INPUTS_DEFAULTS).filter((name) => name !== "park"));
    fc.assert(
      fc.property(lives, names, nonsense, (life, broken, value) => {
        const options = { ...INPUTS_DEFAULTS, ...Object.fromEntries(broken.map((name) => [name, value])) };
        const park = { ...INPUTS_DEFAULTS.park, windowMs: value };
        deepStrictEqual(told(life, { ...options, park }), told(life, INPUTS_DEFAULTS));
      }),
      { numRuns: 40 },
    );
  },
  "17 a changed timeout is looked at from the next tick on": () => {
    const drill = new Drill();
    drill.begin([spec("a"), spec("b", { rank: 1 })]);
    drill.key();
    drill.pass(10_000, { isDelivering: false });
    const patient = drill.state;
    const hasty = new Drill({ ...INPUTS_DEFAULTS, stallTimeoutMs: 5_000 });
    Object.assign(hasty, { state: patient, atMs: drill.atMs });
    hasty.tick();
    hasty.is("slate<b");
    drill.tick();
    drill.is("a");
  },
};

for (const [name, fn] of Object.entries(PROPERTIES)) Deno.test({ name, permissions: "none", fn });

function told(life: readonly Command[], options: typeof INPUTS_DEFAULTS): InputsEffect[] {
  const effects: InputsEffect[] = [];
  const world = new World((scene) => effects.push(...scene.effects), options);
  for (const command of life) world.do(command);
  return effects;
}
