import { strictEqual } from "node:assert/strict";
import { TokenBucket } from "../../src/ffmpeg/token_bucket.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

Deno.test("TokenBucket lets a burst of one second's worth through, then its rate", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket(5, clock);
  const taken = () => Array.from({ length: 20 }, () => bucket.take()).filter(Boolean).length;
  strictEqual(taken(), 5);
  strictEqual(bucket.waitMs(), 200);
  await clock.advance(200);
  strictEqual(taken(), 1);
  await clock.advance(60_000);
  strictEqual(taken(), 5);
});

Deno.test("TokenBucket never lets more than rate x time + rate through in any window (S3)", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket(5, clock);
  const starts: number[] = [];
  for (let step = 0; step < 2_000; step++) {
    while (bucket.take()) starts.push(clock.monotonicMs());
    await clock.advance(step % 7 === 0 ? 900 : 13);
  }
  for (let from = 0; from + 10 < starts.length; from++) {
    const spanMs = (starts[from + 10] ?? 0) - (starts[from] ?? 0);
    strictEqual(spanMs >= 1_000, true, `11 starts within ${spanMs} ms`);
  }
});

Deno.test("TokenBucket of less than one start a second still starts", async () => {
  const clock = new FakeClock();
  const bucket = new TokenBucket(0.5, clock);
  strictEqual(bucket.take(), true);
  strictEqual(bucket.take(), false);
  await clock.advance(bucket.waitMs());
  strictEqual(bucket.take(), true);
});
