import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { ailmentsOf, careChecks } from "../../routes/ailments.ts";
import { FakeCare, FakeRunning, inputSpec } from "../fakes/fake_care.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { fakeChannel, fakeRoutes, NOON_MS } from "../fakes/fake_route_parts.ts";

const PARKED_UNTIL = new Date(NOON_MS + 344_000).toISOString();
const CHANNELS = ["2", "5", "7.10", "9"].map((number) => fakeChannel(number, `Channel ${number}`));

/** 2 is well, 5 has no output and an open breaker, 7.10 has nothing left to play, 9 does not run. */
async function ward(care: FakeCare, clock: FakeClock): Promise<void> {
  care.running.set("id-2", new FakeRunning(clock).air());
  care.running.set("id-5", new FakeRunning(clock).air());
  care.ill.set("id-5", { isHealthy: false, secondsSinceOutput: 200, breaker: "open", failures5m: 6 });
  const spent = new FakeRunning(clock).air([inputSpec("primary")]);
  care.running.set("id-7.10", spent);
  await spent.park("Cannot read http://bob:pa55@nas.lan/a.mkv?token=s3cret: gone");
}

Deno.test("careChecks() names what is wrong and why, and welcomes clients while any channel is well", async () => {
  const care = new FakeCare();
  await ward(care, new FakeClock(NOON_MS));
  care.lastMinute = 3;
  care.riseBytes = 123_400_000;
  deepStrictEqual(careChecks(care, ailmentsOf(CHANNELS, care)), [
    {
      name: "channels",
      isReady: true,
      detail: "3 run; unhealthy: 5 (no output for 200 s); unavailable: 7.10; " +
        `parked: 7.10 primary until ${PARKED_UNTIL}; circuit breaker: 5 open`,
    },
    { name: "restarts", isReady: true, detail: "3 of 10 in the last 60 s" },
    { name: "memory", isReady: true, detail: "grew by 123 MB in ten minutes, more than caches explain" },
  ]);
});

Deno.test("careChecks() is not ready when every channel that runs is ill, and ready when none runs", () => {
  const care = new FakeCare();
  const channels = () => careChecks(care, ailmentsOf(CHANNELS, care))[0];
  deepStrictEqual(channels(), { name: "channels", isReady: true, detail: "0 run" });
  care.running.set("id-2", new FakeRunning(new FakeClock()));
  deepStrictEqual(channels(), { name: "channels", isReady: true, detail: "1 run" });
  care.ill.set("id-2", { isHealthy: false, secondsSinceOutput: null });
  deepStrictEqual(channels(), {
    name: "channels",
    isReady: false,
    detail: "1 run; unhealthy: 2 (no output yet)",
  });
});

Deno.test("careChecks() names no more than twenty of a kind", () => {
  const care = new FakeCare();
  const many = Array.from({ length: 23 }, (_, index) => fakeChannel(String(index + 1), "Many"));
  for (const { id } of many) {
    care.running.set(id, new FakeRunning(new FakeClock()));
    care.ill.set(id, { isHealthy: false });
  }
  const detail = careChecks(care, ailmentsOf(many, care))[0]?.detail ?? "";
  ok(detail.endsWith("20 (no output for 1 s) and 3 more"), detail);
});

Deno.test("GET /api/v1/system lists the same, without secrets", async () => {
  const { ask, care, clock } = fakeRoutes({ channels: () => CHANNELS });
  await ward(care, clock);
  care.lastMinute = 3;
  care.riseBytes = 123_400_000;
  const reason = "Cannot read http://nas.lan/a.mkv?…: gone";
  deepStrictEqual((await (await ask("/api/v1/system")).json()).health, {
    running: 3,
    unhealthy_channels: [{ channel_id: "id-5", number: "5", reason: "no output for 200 s" }],
    exhausted_channels: [{ channel_id: "id-7.10", number: "7.10", reason }],
    parked_inputs: [
      { channel_id: "id-7.10", number: "7.10", input_id: "primary", parked_until: PARKED_UNTIL, reason },
    ],
    breakers: [{ channel_id: "id-5", number: "5", state: "open", failures_5m: 6 }],
    restarts: { last_minute: 3, max_per_minute: 10 },
    memory: { rise_bytes: 123_400_000, is_rising: true },
  });
});

Deno.test("GET /api/v1/channels tells what stands in for a programme, and that nothing does", async () => {
  const { ask, care, clock } = fakeRoutes({ channels: () => CHANNELS });
  await ward(care, clock);
  const standIn = new FakeRunning(clock).air();
  standIn.operator.switchTo("filler", "until_cleared");
  standIn.join();
  care.running.set("id-5", standIn);
  const { items } = await (await ask("/api/v1/channels")).json();
  const told = items.map(({ input_kind, exhausted }: Record<string, unknown>) => [input_kind, exhausted]);
  deepStrictEqual(told, [["primary", false], ["filler", false], [null, true], [null, false]]);
});

Deno.test("/health tells of life only, whatever ails the channels", async () => {
  const { ask, care, clock } = fakeRoutes({ channels: () => CHANNELS });
  await ward(care, clock);
  strictEqual((await ask("/health")).status, 200);
});
