import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { AccessUnit } from "../../src/mpegts/mod.ts";
import { UnitQueue } from "../../src/playout/unit_queue.ts";

const NEVER = new AbortController().signal;

function units(kinds: string): AccessUnit[] {
  return [...kinds].map((letter, index) => ({
    ...{ kind: letter === "v" ? "video" : "audio", pts: index, dts: index, isKey: false } as const,
    ...{ pid: 256, parameters: 0, block: new Uint8Array(), from: 0, to: 0, packets: 0 },
  }));
}

/** Lets promises settle; tells which of them have. */
async function settled(...promises: Promise<void>[]): Promise<boolean[]> {
  const done = promises.map(() => false);
  promises.forEach((promise, index) => void promise.then(() => done[index] = true));
  for (let step = 0; step < 20; step++) await Promise.resolve();
  return done;
}

Deno.test({
  name: "UnitQueue.take()",
  permissions: "none",
  async fn(t) {
    const CASES: [name: string, added: string, picturesMax: number, taken: string, pictures: number][] = [
      ["gives nothing of an empty queue", "", 5, "", 0],
      ["gives everything when there are fewer pictures", "vava", 5, "vava", 0],
      ["gives sound behind the last picture wanted, not the next picture", "avaaav", 1, "avaaa", 1],
      ["gives sound before the first picture even to who wants none", "aavv", 0, "aa", 2],
    ];
    for (const [name, added, picturesMax, taken, pictures] of CASES) {
      await t.step(name, () => {
        const queue = new UnitQueue({ num: 10, den: 1 });
        queue.add(units(added));
        const letters = queue.take(picturesMax).map(({ kind }) => kind === "video" ? "v" : "a");
        deepStrictEqual([letters.join(""), queue.pictures], [taken, pictures]);
      });
    }
  },
});

Deno.test({
  name: "UnitQueue.room() waits while two seconds of pictures, or far too much sound, are held",
  permissions: "none",
  async fn() {
    for (const full of ["v".repeat(20), "a".repeat(2_000)]) {
      const queue = new UnitQueue({ num: 10, den: 1 });
      queue.add(units(full.slice(1)));
      deepStrictEqual(await settled(queue.room(NEVER)), [true]);
      queue.add(units(full.slice(0, 1)));
      const room = queue.room(NEVER);
      deepStrictEqual(await settled(room), [false]);
      queue.take(1);
      deepStrictEqual(await settled(room), [true]);
    }
  },
});

Deno.test({
  name: "UnitQueue ends every wait when it is called off",
  permissions: "none",
  async fn() {
    const queue = new UnitQueue({ num: 10, den: 1 });
    queue.add(units("v".repeat(20)));
    const stop = new AbortController();
    const waits = [queue.room(stop.signal), queue.changed(stop.signal)];
    deepStrictEqual(await settled(...waits), [false, false]);
    stop.abort();
    deepStrictEqual(await settled(...waits, queue.room(stop.signal)), [true, true, true]);
    strictEqual(queue.pictures, 20);
  },
});

Deno.test({
  name: "UnitQueue tells of units and of news, not of nothing",
  permissions: "none",
  async fn() {
    const queue = new UnitQueue({ num: 10, den: 1 });
    const waits = [queue.changed(NEVER), queue.changed(NEVER)];
    queue.add([]);
    deepStrictEqual(await settled(...waits), [false, false]);
    queue.add(units("a"));
    deepStrictEqual(await settled(...waits), [true, true]);
    const next = queue.changed(NEVER);
    deepStrictEqual(await settled(next), [false]);
    queue.tell();
    deepStrictEqual(await settled(next), [true]);
  },
});
