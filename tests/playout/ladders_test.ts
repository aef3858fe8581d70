import { deepStrictEqual, notStrictEqual, strictEqual } from "node:assert/strict";
import { type Channel, NO_INPUTS } from "../../src/channel.ts";
import { Ladders, type LadderSources } from "../../src/playout/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { playable } from "../schedule/samples.ts";

const CHANNEL = { id: "c1", inputs: { ...NO_INPUTS, fallback: { folder: "/fill" } } };
const FILLERS = [1, 2, 3].map((id) => ({ id: 90 + id, locator: `/fill/${id}` }));

class World {
  readonly clock = new FakeClock();
  lookUps = 0;
  channel: Pick<Channel, "id" | "inputs"> = CHANNEL;
  readonly ladders: Ladders;

  constructor(fillers: readonly { id: number; locator: string }[] = FILLERS) {
    const sources: LadderSources = {
      findItem: (id) => (this.lookUps++, playable(id, 60_000)),
      alternatesOf: () => [],
      playable: () => fillers,
    };
    this.ladders = new Ladders(sources, () => this.channel, this.clock);
  }

  filler(startMs: number): string | undefined {
    return this.ladders.of({ itemId: 1, startMs }).find(({ id }) => id === "filler")?.locator;
  }
}

Deno.test("A programme keeps its filler, also while it airs, and the next one has another", async () => {
  const world = new World();
  const first = world.filler(0);
  const before = world.ladders.of({ itemId: 1, startMs: 0 });
  world.filler(60_000);
  world.ladders.turnFiller({ itemId: 1, startMs: 0 });
  strictEqual(world.ladders.of({ itemId: 1, startMs: 0 }), before, "nobody takes it for news");
  const next = world.filler(60_000);
  notStrictEqual(next, first);
  world.ladders.turnFiller({ itemId: 1, startMs: 0 });
  strictEqual(world.filler(60_000), next, "a loop turns nothing");
  for (let minute = 0; minute < 10; minute++) {
    await world.clock.advance(31_000);
    deepStrictEqual([world.filler(0), world.filler(60_000)], [first, next]);
  }
});

Deno.test("Ladders are looked up twice a minute, however often they are asked for, and a card has none", async () => {
  const world = new World();
  for (let second = 0; second < 60; second++) {
    world.ladders.of({ itemId: 1, startMs: 0 });
    await world.clock.advance(1_000);
  }
  strictEqual(world.lookUps, 2);
  const none = world.ladders.of({ itemId: null, startMs: 0 });
  deepStrictEqual(none, []);
  strictEqual(world.ladders.of({ itemId: null, startMs: 60_000 }), none);
});

Deno.test("An edit of the channel's inputs holds from the next look on", () => {
  const world = new World();
  const before = world.ladders.of({ itemId: 1, startMs: 0 });
  strictEqual(world.ladders.of({ itemId: 1, startMs: 0 }), before);
  world.channel = { id: "c1", inputs: { ...NO_INPUTS, fallback: null } };
  deepStrictEqual(world.ladders.of({ itemId: 1, startMs: 0 }).map(({ id }) => id), ["primary"]);
});
