/** A million malformed datagrams and a million malformed TCP frames, and a device that does not even blink. */
import { ok } from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { assault } from "../fakes/assaulted_device.ts";
import { printRow } from "./row.ts";

const ROUNDS = 20;
const ROUND = { datagrams: 50_000, frames: 50_000 };
/** Half a byte for each packet. */
const GROWTH_BYTES_MAX = 1_000_000;

Deno.test({
  name: "A million malformed datagrams and a million TCP frames: no answer, no crash, no growth",
  async fn() {
    const heapBytes: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await assault(`round ${round}`, ROUND);
      heapBytes.push(settledHeapBytes());
    }
    // The first rounds also compile.
    const [early = 0, late = 0] = [heapBytes[4], heapBytes.at(-1)];
    printRow("malformed packets", {
      datagrams: ROUNDS * ROUND.datagrams,
      frames: ROUNDS * ROUND.frames,
      "answers to garbage": 0,
      "heap after 5 rounds, MB": (early / 1e6).toFixed(1),
      "heap after 20 rounds, MB": (late / 1e6).toFixed(1),
    });
    ok(late - early < GROWTH_BYTES_MAX, `${heapBytes}`);
  },
});

/** What is left once the collector was made to come. */
function settledHeapBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return Deno.memoryUsage().heapUsed;
}
