import { notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { HlsNumbers } from "../../src/playout/hls_numbers.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

Deno.test({
  name: "Numbers of a channel's playlists rise",
  permissions: "none",
  async fn(t) {
    await t.step("over a restart of the program, without anything kept", async () => {
      const clock = new FakeClock();
      const before = new HlsNumbers(clock).begin("c1");
      // Ten segments of half a second, as at the beginning of a cold channel, and a restart that takes no time.
      await clock.advance(5_000);
      const after = new HlsNumbers(clock).begin("c1");
      ok(after.firstSequence >= before.firstSequence + 10);
      notStrictEqual(after.epoch, before.epoch);
    });
    await t.step(
      "over a restart of the channel, even if segments were short or the clock is set back",
      async () => {
        const clock = new FakeClock();
        const numbers = new HlsNumbers(clock);
        const { firstSequence } = numbers.begin("c1");
        numbers.keep("c1", firstSequence + 100);
        await clock.advance(10_000);
        strictEqual(numbers.begin("c1").firstSequence, firstSequence + 100);
        clock.jumpWall(-3_600_000);
        strictEqual(numbers.begin("c1").firstSequence, firstSequence + 100);
        clock.jumpWall(3_700_000);
        strictEqual(numbers.begin("c1").firstSequence, firstSequence + 220);
        strictEqual(numbers.begin("c2").firstSequence, firstSequence + 220, "each channel has its own");
      },
    );
    await t.step("and fit into 31 bits, whatever the wall clock shows", () => {
      ok(new HlsNumbers(new FakeClock(Date.UTC(2060, 0, 1))).begin("c1").firstSequence < 2 ** 31);
      const lost = new HlsNumbers(new FakeClock(-5)).begin("c1");
      strictEqual(lost.firstSequence, 0);
      strictEqual(lost.epoch, "0");
    });
  },
});
