/** Several ways to play each programme, and what every test of them asks. */
import { ok } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import type { LadderInput } from "../../src/playout/mod.ts";
import type { FakeItem } from "../fakes/fake_inputs.ts";
import { way } from "../fakes/open_gate.ts";
import { assertSeamless, FRAME_MS, ORIGIN_MS, programme, type World } from "./world.ts";

/** Every way to play a programme shows pictures of its own mark. */
export const [MIRROR, COPY, FILLER] = [10, 20, 90] as const;
export const HOUR = [programme(1, ORIGIN_MS, ORIGIN_MS + 3_600_000)];
export const GONE = new Fault("tune_failed", "Server returned 404 Not Found");
export const FULL = new Fault("pool_full", "all slots are in use");

export const primary = (id: number, rest: Partial<LadderInput> = {}) => way(id, "primary", rest);
export const mirror = (id: number, rest: Partial<LadderInput> = {}) =>
  way(MIRROR + id, "mirror:0", { rank: 1, kind: "mirror", locator: `/mirror/${id}`, ...rest });
export const copy = (id: number) => way(COPY + id, "alternate:0", { rank: 2, kind: "alternate" });
export const filler = () => way(FILLER, "filler", { rank: 3, kind: "filler", tier: "substitute" });

export const two = (id: number) => [primary(id), mirror(id)];
export const three = (id: number) => [...two(id), copy(id)];
export const all = (id: number) => [...three(id), filler()];

/** Once it failed, it is opened again only after a good probe. */
export const remote = (id: number) => [primary(id, { host: "nas:80", probe: "light" }), filler()];

export type Items = Readonly<Record<number, FakeItem>>;

/** The picture that was shown last is where it belongs by the clock, within a second. */
export function assertInPlace(world: World, startMs = ORIGIN_MS): void {
  const last = world.shown().pictures.at(-1);
  ok(last !== undefined);
  const offMs = last.frame * FRAME_MS - (last.atMs - startMs);
  ok(Math.abs(offMs) <= 1_000, `item ${last.itemId} is ${offMs} ms off its place`);
}

/** Nothing was late, and nobody was without a byte for longer than the rule allows. */
export function assertSmooth(world: World): void {
  assertSeamless(world.shown());
  ok(world.gapMaxMs <= 1_600, `nothing was written for ${world.gapMaxMs} ms`);
}

export async function metric(world: World, name: string): Promise<number> {
  const lines = (await world.metrics.expose()).split("\n").filter((line) =>
    line.startsWith(`exstreamtv_${name}{`)
  );
  return lines.reduce((sum, line) => sum + Number(line.split(" ").at(-1)), 0);
}

/** Why a switch is refused; null if it is not. */
export function refusalOf(world: World, id: string): string | null {
  try {
    world.playout.operator.switchTo(id, "until_boundary");
    return null;
  } catch (thrown) {
    if (thrown instanceof Fault) return thrown.code;
    throw thrown;
  }
}
