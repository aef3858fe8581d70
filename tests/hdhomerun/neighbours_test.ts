import { deepStrictEqual, strictEqual } from "node:assert/strict";
import type { NetworkAddress } from "../../src/hdhomerun/addresses.ts";
import { Neighbours } from "../../src/hdhomerun/neighbours.ts";
import { LIMITS } from "../../src/limits.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { interfaces } from "./home.ts";

Deno.test({
  name: "Neighbours: private addresses need no look, others one a second, which also sees what changed",
  permissions: "none",
  async fn() {
    const clock = new FakeClock();
    const state = { looks: 0, own: interfaces() as readonly NetworkAddress[] };
    const neighbours = new Neighbours(clock, () => {
      state.looks += 1;
      return state.own;
    });
    deepStrictEqual(["192.168.9.9", "10.1.1.1", "::1"].map((one) => neighbours.has(one)), [true, true, true]);
    strictEqual(state.looks, 0);
    deepStrictEqual(["203.0.113.9", "8.8.8.8"].map((one) => neighbours.has(one)), [true, false]);
    state.own = [];
    await clock.advance(LIMITS.interfacesKeptMs - 1);
    deepStrictEqual([neighbours.has("203.0.113.9"), state.looks], [true, 1]);
    await clock.advance(1);
    deepStrictEqual([neighbours.has("203.0.113.9"), state.looks], [false, 2]);
  },
});
