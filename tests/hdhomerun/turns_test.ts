import { deepStrictEqual, rejects } from "node:assert/strict";
import { Turns } from "../../src/hdhomerun/turns.ts";

Deno.test({
  name: "Turns: each begins when the one before has ended, even by a failure",
  permissions: "none",
  async fn() {
    const turns = new Turns();
    const steps: string[] = [];
    const first = turns.take(async () => {
      steps.push("first begins");
      await Promise.resolve();
      steps.push("first ends");
      throw new Error("first failed");
    });
    const second = turns.take(() => steps.push("second"));
    await rejects(first, /first failed/);
    await second;
    deepStrictEqual(steps, ["first begins", "first ends", "second"]);
  },
});
