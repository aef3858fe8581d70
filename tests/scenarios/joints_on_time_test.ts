import { ok } from "node:assert/strict";
import { runDays } from "../fakes/long_run.ts";

Deno.test("A day of inaccurate, late, dying and failing inputs: guide and air never differ by more than a second", async () => {
  const { joints, offByDay: [offs = []], cardShare } = await runDays(1, "a day");
  ok(joints > 50 && offs.length > 30, `${joints} joints, ${offs.length} of healthy programmes`);
  ok(cardShare < 0.15, `${Math.round(cardShare * 100)} % cards`);
});
