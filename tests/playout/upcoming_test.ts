import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import type { Input } from "../../src/playout/mod.ts";
import { type OpenedInput, Upcoming } from "../../src/playout/upcoming.ts";
import type { Programme } from "../../src/programme.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { way } from "../fakes/open_gate.ts";
import { ORIGIN_MS, programme } from "./world.ts";

const FULL = new Fault("pool_full", "all slots are in use");
const BROKEN = new Fault("tune_failed", "moov atom not found");
const [NEXT, OTHER] = [
  programme(1, ORIGIN_MS, ORIGIN_MS + 60_000),
  programme(2, ORIGIN_MS, ORIGIN_MS + 60_000),
];

interface FakeOpened extends OpenedInput {
  readonly input: Input & { state: Input["state"]; fault: Fault | null };
}

/** An upcoming input, and what became of those that were opened. */
class World {
  readonly clock = new FakeClock();
  readonly opened: FakeOpened[] = [];
  readonly closed: OpenedInput[] = [];
  readonly failed: (string | undefined)[] = [];
  /** Whoever chooses finds nothing to open. */
  isNothingWell = false;
  readonly upcoming = new Upcoming({
    clock: this.clock,
    open: (programme) => this.#open(programme),
    close: (opened) => this.closed.push(opened),
    onFailed: (_, fault) => this.failed.push(fault?.message),
  });

  /** Lets the newest one fail, and looks after it for a while. */
  async fail(fault: Fault, durationMs: number): Promise<void> {
    const input = this.opened.at(-1)?.input;
    if (input !== undefined) [input.state, input.fault] = ["failed", fault];
    for (let atMs = 0; atMs < durationMs; atMs += 50) {
      this.upcoming.keep(NEXT, true);
      await this.clock.advance(50);
    }
  }

  #open(programme: Programme): OpenedInput | null {
    if (this.isNothingWell) return null;
    const input: FakeOpened["input"] = {
      ...{ state: "opening", waiting: 0, fault: null, frameRate: { num: 10, den: 1 } },
      ...{ hasAudio: true, lossPercent: 0 },
      take: () => [],
      changed: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    const opened = {
      input,
      programme,
      frames: 600,
      from: way(1),
      fromMs: programme.startMs,
      isStarted: () => true,
    };
    this.opened.push(opened);
    return opened;
  }
}

Deno.test("Upcoming opens the next input when that is due, once, and hands it over", () => {
  const { upcoming, opened, closed } = new World();
  upcoming.keep(NEXT, false);
  strictEqual(opened.length, 0);
  upcoming.keep(NEXT, true);
  upcoming.keep(NEXT, true);
  upcoming.keep(NEXT, false);
  strictEqual(opened.length, 1);
  strictEqual(upcoming.take(OTHER), null);
  strictEqual(upcoming.take(NEXT), opened[0]);
  strictEqual(upcoming.take(NEXT), null);
  deepStrictEqual(closed, [], "it belongs to whoever took it");
});

Deno.test("Upcoming closes what does not follow any more", async (t) => {
  await t.step("when something else does", () => {
    const { upcoming, opened, closed } = new World();
    upcoming.keep(NEXT, true);
    upcoming.keep(OTHER, false);
    deepStrictEqual(closed, [opened[0]]);
    upcoming.keep(OTHER, true);
    deepStrictEqual(opened.map(({ programme }) => programme), [NEXT, OTHER]);
  });
  await t.step("when nothing does", () => {
    const { upcoming, opened, closed } = new World();
    upcoming.keep(NEXT, true);
    upcoming.drop();
    upcoming.drop();
    deepStrictEqual(closed, [opened[0]]);
    strictEqual(upcoming.take(NEXT), null);
  });
});

Deno.test("Upcoming tells of an input that failed, and opens what is best then", async () => {
  const world = new World();
  world.upcoming.keep(NEXT, true);
  world.isNothingWell = true;
  await world.fail(BROKEN, 900);
  deepStrictEqual([world.opened.length, world.failed, world.closed.length], [1, [BROKEN.message], 1]);
  world.isNothingWell = false;
  world.upcoming.keep(NEXT, true);
  strictEqual(world.opened.length, 2);
  strictEqual(world.upcoming.take(NEXT), world.opened[1]);
});

Deno.test("Upcoming blames no input for want of a process: it asks again after a while", async () => {
  const world = new World();
  world.upcoming.keep(NEXT, true);
  await world.fail(FULL, 950);
  strictEqual(world.opened.length, 1);
  await world.fail(FULL, 100);
  strictEqual(world.opened.length, 2);
  const input = world.opened.at(-1)?.input;
  if (input !== undefined) [input.state, input.fault] = ["failed", FULL];
  strictEqual(world.upcoming.take(NEXT), null, "what cannot show anything is not handed over");
  deepStrictEqual(world.failed, []);
});
