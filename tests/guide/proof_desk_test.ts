import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { FakeSolver, honest } from "../fakes/fake_solver.ts";
import { BASE, World } from "./guide_world.ts";

/** A small guide is made within these. */
const TURNS = 60;

Deno.test({
  name: "GuidePublisher with a solver",
  permissions: "none",
  async fn(t) {
    await t.step("publishes what the solver proved, and asks once for each piece", async () => {
      const solver = new FakeSolver(honest);
      const world = new World(undefined, solver.open);
      const { guide, proof } = await world.refresh();
      deepStrictEqual([guide?.verifiedBy, proof.result, proof.fresh > 8, proof.known], [
        "smt",
        "verified",
        true,
        0,
      ]);
      deepStrictEqual([solver.started, solver.running], [1, 0]);
      const again = await world.refresh();
      deepStrictEqual([again.proof.fresh, again.proof.known], [0, proof.fresh]);
      strictEqual(solver.started, 1, "nothing was left to ask");
    });
    await t.step("asks only about what an edit changed", async () => {
      const solver = new FakeSolver(honest);
      const world = new World(undefined, solver.open);
      const first = await world.refresh();
      world.titles.set("two", "News");
      const { proof, isChanged } = await world.refresh();
      deepStrictEqual([isChanged, proof.fresh, proof.known], [
        true,
        first.proof.fresh / 2,
        first.proof.fresh / 2,
      ]);
    });
    await t.step("tells only the channel that changed, if it is told which", async () => {
      const world = new World(undefined, new FakeSolver(honest).open);
      await world.refresh();
      world.titles.set("two", "News");
      world.titles.set("ten", "Sports");
      const soon = world.publisher.refreshSoon("two");
      await world.until(world.clock.advance(1_000));
      await world.until(soon);
      const text = await world.text();
      deepStrictEqual([text.includes("News"), text.includes("Sports")], [true, false]);
      deepStrictEqual(world.outcomes.at(-1)?.guide?.programmes, world.outcomes[0]?.guide?.programmes);
      await world.refresh();
      deepStrictEqual((await world.text()).includes("Sports"), true);
    });
    await t.step("takes a channel for the same if all that is known of it is", async () => {
      const world = new World(undefined, new FakeSolver(honest).open);
      await world.refresh();
      world.titles.set("ten", "Sports");
      world.channels.splice(0, 2, ...world.channels.slice(0, 2).map((channel) => ({ ...channel })));
      const refreshed = async () => {
        const soon = world.publisher.refreshSoon("two");
        await world.until(world.clock.advance(1_000));
        await world.until(soon);
        return (await world.text()).includes("Sports");
      };
      strictEqual(await refreshed(), false);
      world.channels.splice(
        0,
        2,
        ...world.channels.slice(0, 2).map((channel) => ({ ...channel, name: "Another" })),
      );
      strictEqual(await refreshed(), true);
    });
    await t.step("tells all channels after a refresh that failed", async () => {
      let isWell = true;
      const solver = new FakeSolver((script) => isWell ? honest(script) : "end");
      const world = new World(undefined, solver.open);
      await world.refresh();
      isWell = false;
      world.titles.set("two", "News");
      const failing = world.publisher.refreshSoon("two");
      await world.until(world.clock.advance(1_000));
      await world.until(failing);
      strictEqual(world.publisher.published()?.isStale, true);
      isWell = true;
      const soon = world.publisher.refreshSoon("ten");
      await world.until(world.clock.advance(1_000));
      await world.until(soon);
      strictEqual((await world.text()).includes("News"), true);
    });
    await t.step("tries again by itself, farther and farther apart, until there is a solver", async () => {
      let isWell = false;
      const solver = new FakeSolver((script) => isWell ? honest(script) : "end");
      const world = new World(undefined, solver.open);
      const turns = async (count: number) => {
        for (let turn = 0; turn < count; turn++) await world.until(Promise.resolve());
      };
      await world.refresh();
      for (const [tried, afterMs] of [10_000, 20_000, 40_000, 80_000].entries()) {
        await world.clock.advance(afterMs - 1);
        await turns(3);
        deepStrictEqual([solver.running, world.outcomes.length], [0, tried + 1], "not before its time");
        isWell = afterMs === 80_000;
        await world.clock.advance(1);
        await turns(TURNS);
        strictEqual(world.outcomes.length, tried + 2);
      }
      strictEqual(world.publisher.published()?.isStale, false);
      await world.clock.advance(3_600_000);
      await turns(TURNS);
      strictEqual(world.outcomes.length, 5, "what is well is left alone");
    });
    await t.step("does not try again what its end cut short", async () => {
      const solver = new FakeSolver(() => "end");
      const world = new World(undefined, solver.open);
      await world.refresh();
      const { started } = solver;
      world.publisher[Symbol.dispose]();
      await world.until(world.clock.advance(3_600_000));
      strictEqual(solver.started, started);
    });
    await t.step("publishes nothing when the solver is stuck, and nothing at all is there yet", async () => {
      const world = new World(undefined, new FakeSolver(() => null).open);
      const refreshing = world.publisher.refresh();
      for (let waits = 0; waits < 4; waits++) {
        for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setTimeout(resolve, 0));
        await world.clock.advance(30_000);
      }
      const { guide, proof, fault } = await world.until(refreshing);
      deepStrictEqual([guide, proof.result, fault?.message], [
        null,
        "timeout",
        "Cannot prove the guide: no answer within 30000 ms",
      ]);
      strictEqual(world.publisher.xmltv(BASE), null);
    });
    const refusals: { name: string; answer: string | null | "end"; result: string; reason: RegExp }[] = [
      {
        name: "does not know",
        answer: '{"answer":"unknown","reason":"?"}',
        result: "failed",
        reason: /does not know: \?/,
      },
      { name: "ends", answer: "end", result: "timeout", reason: /ended without an answer/ },
      {
        name: "finds what plain code does not",
        answer: '{"answer":"sat","t":0}',
        result: "failed",
        reason: /does not see/,
      },
    ];
    for (const { name, answer, result, reason } of refusals) {
      await t.step(`keeps the last proved guide, marked stale, when the solver ${name}`, async () => {
        let isWell = true;
        const solver = new FakeSolver((script) =>
          isWell || !script.includes("gap_or_overlap") ? honest(script) : answer
        );
        const world = new World(undefined, solver.open);
        await world.refresh();
        const good = await world.text();
        isWell = false;
        world.titles.set("two", "News");
        const { guide, proof } = await world.refresh();
        deepStrictEqual([guide?.isStale, guide?.version, proof.result], [true, 1, result]);
        match(proof.reason ?? "", reason);
        strictEqual(await world.text(), good);
        isWell = true;
        deepStrictEqual((await world.refresh()).guide?.isStale, false);
      });
    }
    await t.step("tells nobody of a refresh that the end of the program cuts short", async () => {
      const world = new World(undefined, new FakeSolver(() => null).open);
      const refreshing = world.publisher.refresh();
      for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setTimeout(resolve, 0));
      world.publisher[Symbol.dispose]();
      strictEqual((await world.until(refreshing)).guide, null);
      deepStrictEqual(world.outcomes, []);
    });
  },
});
