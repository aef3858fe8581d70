import { ok } from "node:assert/strict";
import { known } from "../../src/invariant.ts";
import { runDays } from "../fakes/long_run.ts";
import { printRow } from "./row.ts";

const DAYS = 30;
/** Which picture is nearest to an instant is a matter of half a picture of 200 ms. */
const CHANCE_MS = 200;

Deno.test("Over 30 days guide and air never differ by more than a second, and the last day is no worse than the first", async () => {
  const { offByDay, joints, cardShare } = await runDays(DAYS, "thirty days");
  const worst = offByDay.map((offs) => Math.max(...offs.map(Math.abs)));
  const mean = offByDay.map((offs) => offs.reduce((sum, offMs) => sum + offMs, 0) / offs.length);
  ok(worst.every((offMs) => offMs <= 1_000), `the worst of each day: ${worst.map(Math.round)}`);
  const [first, last] = [known(mean[0], "first day"), known(mean.at(-1), "last day")];
  ok(Math.abs(last) <= Math.abs(first) + CHANCE_MS, `from ${first} ms off on average to ${last} ms`);
  printRow("30 days", {
    joints,
    "worst ms": Math.round(Math.max(...worst)),
    "mean of the first day ms": Math.round(first),
    "mean of the last day ms": Math.round(last),
    "cards %": Math.round(cardShare * 100),
  });
  ok(joints > 2_000 && cardShare < 0.15, `${joints} joints, ${Math.round(cardShare * 100)} % cards`);
});
