/** A million malformed datagrams and a million malformed TCP frames, and a device that does not even blink. */
import { ok } from "node:assert/strict";
import { assault } from "../fakes/assaulted_device.ts";
import { printRow } from "./row.ts";

const ROUNDS = 20;
const ROUND = { datagrams: 50_000, frames: 50_000 };
/** What a collector may leave lying about. */
const GROWTH_BYTES_MAX = 32_000_000;

Deno.test({
  name: "A million malformed datagrams and a million TCP frames: no answer, no crash, no growth",
  async fn() {
    const heapBytes: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await assault(`round ${round}`, ROUND);
      heapBytes.push(Deno.memoryUsage().heapUsed);
    }
    // The least of several, because the collector comes when it likes.
    const early = Math.min(...heapBytes.slice(0, ROUNDS / 2));
    const late = Math.min(...heapBytes.slice(ROUNDS / 2));
    printRow("malformed packets", {
      datagrams: ROUNDS * ROUND.datagrams,
      frames: ROUNDS * ROUND.frames,
      "answers to garbage": 0,
      "least heap of the first half, MB": (early / 1e6).toFixed(1),
      "least heap of the second half, MB": (late / 1e6).toFixed(1),
    });
    ok(late - early < GROWTH_BYTES_MAX, `${heapBytes}`);
  },
});
