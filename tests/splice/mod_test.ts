/** What must hold for every output, however its inputs were: on synthetic programmes, read back by other code. */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { airAll, evenings, outputStarts, programmes, rates } from "../fakes/random_programmes.ts";
import { Channel, PROGRAMME_IDS } from "../fakes/splice_channel.ts";
import { checkOutput, picturesOf } from "../fakes/splice_checks.ts";

Deno.test({
  name: "Splicer joins any programmes, killed at any byte, slate between, without a flaw",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(evenings, rates, outputStarts, (list, rate, startTicks) => {
        const channel = airAll(list, { rate, startTicks });
        checkOutput(channel.run());
        strictEqual(channel.splicer.counters.holes, 0);
      }),
      { numRuns: 120 },
    );
  },
});

Deno.test({
  name: "Splicer sends each picture once, in decoding order, and after a kill loses at most its last group",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, (programme) => {
        const channel = new Channel();
        const units = channel.air({ ...programme, hasLength: true });
        const ids = picturesOf(channel.run()).map(({ id }) => id);
        const sent = units.filter(({ kind }) => kind === "video").map(({ id }) => id);
        deepStrictEqual(ids, sent.slice(0, ids.length));
        if (programme.killAt === 1) strictEqual(ids.length, programme.frames);
        strictEqual(new Set(ids).size, ids.length);
        strictEqual(ids.every((id) => Math.floor(id / PROGRAMME_IDS) === 1), true);
      }),
      { numRuns: 80 },
    );
  },
});
