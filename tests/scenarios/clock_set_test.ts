import { ok, strictEqual } from "node:assert/strict";
import { known } from "../../src/invariant.ts";
import type { Programme } from "../../src/programme.ts";
import { Air, AIR_OPTIONS } from "../fakes/air.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeInputs } from "../fakes/fake_inputs.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";

const HOUR_MS = 3_600_000;
const FRAME_MS = 100;
/** The loop looks at the clock that often. */
const LOOP_MS = 1_000;
/** An input opens, and the output that was made ahead is shown to its end. */
const SETTLE_MS = AIR_OPTIONS.readAheadMs + 2 * LOOP_MS;

/** A channel of programmes of one length, watched from its beginning, twelve hours before and after now. */
class Day implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly inputs = new FakeInputs(this.clock, { num: 10, den: 1 }, new Map());
  readonly air: Air;
  readonly #programmes: Programme[];

  constructor(lengthMs: number) {
    const count = Math.ceil(24 * HOUR_MS / lengthMs);
    const originMs = this.clock.wallMs() - 12 * HOUR_MS;
    this.#programmes = Array.from({ length: count }, (_, index) => {
      const startMs = originMs + index * lengthMs;
      const span = { channelId: "c1", startMs, stopMs: startMs + lengthMs };
      return plainProgramme({ ...span, itemId: 1 + index % 200, title: `Programme ${index}` });
    });
    const { clock, inputs } = this;
    this.air = new Air({
      ...{ clock, frameRate: { num: 10, den: 1 }, openInput: inputs.openInput },
      programmeAt: (_, atMs) => known(this.#programmes.find(({ stopMs }) => atMs < stopMs), "programme"),
    });
    this.air.watch();
  }

  /** Waits until the output is what it should be, and checks that from there on, for two joints and more, it is. */
  async check(): Promise<void> {
    await this.clock.advance(SETTLE_MS);
    const { air, clock } = this;
    ok(air.fanout.leadMs > 0, `output is ${-air.fanout.leadMs} ms late`);
    const last = known(air.aired.at(-1), "something on air");
    const programme = known(
      this.#programmes.find(({ itemId, startMs, stopMs }) =>
        itemId === last.itemId && startMs <= last.atMs + 1_000 && last.atMs < stopMs
      ),
      `item ${last.itemId} at its time`,
    );
    const offMs = last.atMs - programme.startMs - last.frame * FRAME_MS;
    ok(Math.abs(offMs) <= 1_000, `the programme on air is ${offMs} ms off the clock`);
    strictEqual(this.inputs.open.size <= 2, true, "nothing is kept open that nobody needs");
    air.aired.splice(0);
    if (programme.stopMs - programme.startMs > HOUR_MS) return;
    await clock.advance(3 * (programme.stopMs - programme.startMs));
    ok(air.aired.length >= 2);
    for (const { itemId, frame, atMs } of air.aired) {
      const begun = known(
        this.#programmes.find(({ startMs }) => Math.abs(atMs - startMs) <= 1_000),
        "a joint",
      );
      strictEqual(begun.itemId, itemId);
      strictEqual(frame, 0);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = this.air[Symbol.asyncDispose]();
    await this.clock.advance(0);
    await ended;
    strictEqual(this.inputs.open.size, 0);
  }
}

const CHANGES: [name: string, change: (clock: FakeClock) => void][] = [
  ["set an hour ahead", (clock) => clock.jumpWall(HOUR_MS)],
  ["set an hour back", (clock) => clock.jumpWall(-HOUR_MS)],
  ["set two seconds ahead", (clock) => clock.jumpWall(2_000)],
  ["set two seconds back", (clock) => clock.jumpWall(-2_000)],
  ["of a machine that slept for an hour and did not count it", (clock) => clock.jumpWall(HOUR_MS)],
  ["of a machine that slept for an hour and counted it", (clock) => clock.suspend(HOUR_MS)],
  ["of a machine that stood still for half a minute", (clock) => clock.suspend(30_000)],
];

for (const [name, change] of CHANGES) {
  Deno.test(`After a clock ${name}, what is on air is right again as soon as what was made ahead is over`, async (t) => {
    for (
      const [what, lengthMs, afterMs] of [
        ["within a film", 2.5 * HOUR_MS, 600_000],
        ["between clips", 40_000, 95_000],
        ["while the next input is warm", 60_000, 48_000],
        ["right at a joint", 60_000, 50_000],
      ] as const
    ) {
      await t.step(what, async () => {
        await using day = new Day(lengthMs);
        await day.clock.advance(afterMs);
        change(day.clock);
        await day.check();
      });
    }
  });
}

Deno.test("A clock that is merely kept in step interrupts nothing", async () => {
  await using day = new Day(120_000);
  for (let second = 0; second < 110; second++) {
    await day.clock.advance(1_000);
    day.clock.jumpWall(second % 2 === 0 ? 5 : -4);
  }
  strictEqual(day.inputs.requests.length <= 2, true, `${day.inputs.requests.length} inputs were opened`);
});
