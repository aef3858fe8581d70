import { ok } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import { invariant } from "../../src/invariant.ts";
import type { Programme } from "../../src/programme.ts";
import { type Rng, seededRng } from "../../src/rng.ts";
import { Air, AIR_OPTIONS, type Aired, CARD } from "./air.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeInputs, type FakeItem } from "./fake_inputs.ts";
import { plainProgramme } from "./plain_programme.ts";

const FRAME_MS = 200;
const DAY_MS = 86_400_000;
/** The loop looks at the time that often. */
const LOOP_MS = 1_000;
const ITEMS = 100;
/** True and probed length differ by that much at most. */
const ERROR = 0.03;

/** What a run came to. */
export interface LongRun {
  /** How far from their time healthy programmes began, milliseconds, negative when early; by day. */
  readonly offByDay: readonly (readonly number[])[];
  /** Joints that went out. */
  readonly joints: number;
  /** Share of the time that cards were on air. */
  readonly cardShare: number;
}

/** One programme of the run, and how its input behaves. */
interface Piece {
  readonly programme: Programme;
  readonly item: FakeItem;
  /** Its input is there in time and shows something. */
  readonly isHealthy: boolean;
}

/**
 * Plays days of a channel on a fake clock. True lengths differ from probed ones by up to 3 %; besides, inputs are late,
 * die, fail, and there are hours off air.
 *
 * Throws as soon as anything is on air that the guide does not have at that time, to the second.
 */
export async function runDays(days: number, seed: string): Promise<LongRun> {
  const clock = new FakeClock();
  const startMs = clock.wallMs();
  const pieces = piecesOf(seededRng(seed), startMs, startMs + (days + 1) * DAY_MS);
  const items = new Map<number, FakeItem>();
  const inputs = new FakeInputs(clock, { num: 5, den: 1 }, items);
  let at = 0;
  const pieceAt = (atMs: number): Piece => {
    // Asked for in about the order of time, so the search begins where the last one ended.
    while (at > 0 && atMs < (pieces[at]?.programme.startMs ?? 0)) at--;
    while (atMs >= (pieces[at]?.programme.stopMs ?? Infinity)) at++;
    const piece = pieces[at];
    invariant(piece !== undefined, `Cannot tell what airs at ${atMs}`);
    return piece;
  };
  await using air = new Air({
    ...{ clock, frameRate: { num: 5, den: 1 } },
    programmeAt: (_, atMs) => pieceAt(atMs).programme,
    openInput(request) {
      // The same item may air again with another fate.
      const piece = pieces.slice(Math.max(0, at - 1), at + 3)
        .find(({ programme }) => programme.itemId === request.itemId);
      items.set(request.itemId, piece?.item ?? {});
      return inputs.openInput(request);
    },
  });
  air.watch();
  const offByDay: number[][] = Array.from({ length: days }, () => []);
  const run = { joints: 0, cardMs: 0, last: null as Aired | null };
  const seen = new Set<Piece>();
  const look = (aired: Aired) => {
    run.joints++;
    if (run.last?.itemId === CARD) run.cardMs += aired.atMs - run.last.atMs;
    run.last = aired;
    if (aired.itemId === CARD) return;
    const piece = pieceOf(aired, pieceAt);
    if (seen.has(piece)) return;
    seen.add(piece);
    const offMs = aired.atMs - piece.programme.startMs;
    if (piece.isHealthy) {
      const story = JSON.stringify(pieces.slice(pieces.indexOf(piece) - 1, pieces.indexOf(piece) + 1));
      ok(Math.abs(offMs) <= 1_000, `${piece.programme.title} began ${offMs} ms off the guide: ${story}`);
      offByDay[Math.floor((piece.programme.startMs - startMs) / DAY_MS)]?.push(offMs);
    }
  };
  for (let hour = 0; hour < days * 24; hour++) {
    await clock.advance(DAY_MS / 24);
    ok(air.fanout.leadMs > 0, `output is ${-air.fanout.leadMs} ms late after ${hour} hours`);
    air.aired.splice(0).forEach(look);
    air.log.splice(0);
  }
  const missed = pieces.slice(1).filter((piece) => {
    return piece.isHealthy && piece.programme.stopMs < clock.wallMs() && !seen.has(piece);
  });
  ok(
    missed.length === 0,
    `${missed.length} programmes never aired, the first: ${missed[0]?.programme.title}`,
  );
  await end(air, clock);
  return { offByDay, joints: run.joints, cardShare: run.cardMs / (days * DAY_MS) };
}

/** The programme a picture belongs to: it covers the instant, to the second. */
function pieceOf({ itemId, atMs }: Aired, pieceAt: (atMs: number) => Piece): Piece {
  for (const instantMs of [atMs, atMs + 1_000, atMs - 1_000]) {
    const piece = pieceAt(instantMs);
    if (piece.programme.itemId === itemId) return piece;
  }
  throw new Error(`Item ${itemId} is on air while the guide has ${pieceAt(atMs).programme.title}`);
}

async function end(air: Air, clock: FakeClock): Promise<void> {
  const ended = air[Symbol.asyncDispose]();
  await clock.advance(0);
  await ended;
}

function piecesOf(rng: Rng, fromMs: number, untilMs: number): Piece[] {
  const pieces: Piece[] = [];
  for (let startMs = fromMs; startMs < untilMs;) {
    const piece = pieceFrom(rng, startMs, pieces.length);
    pieces.push(piece);
    startMs = piece.programme.stopMs;
  }
  return pieces;
}

function pieceFrom(rng: Rng, startMs: number, index: number): Piece {
  // From trailers to films, to the millisecond.
  const probedMs = Math.round(20_000 * (5_400_000 / 20_000) ** rng());
  const isOffAir = index > 0 && rng() < 0.03;
  const itemId = isOffAir ? null : 1 + index % ITEMS;
  const trueMs = probedMs * (1 + ERROR * (2 * rng() - 1));
  const { item, isHealthy } = fateOf(rng, trueMs);
  const span = { channelId: "c1", startMs, stopMs: startMs + probedMs };
  const programme = plainProgramme({ ...span, itemId, title: `Programme ${index}` });
  return { programme, item, isHealthy: isHealthy && !isOffAir && index > 0 };
}

function fateOf(rng: Rng, trueMs: number): { item: FakeItem; isHealthy: boolean } {
  const item: FakeItem = { lengthMs: trueMs, isMute: true };
  const chance = rng();
  const healthy = (more: FakeItem) => ({ item: { ...item, ...more }, isHealthy: true });
  // What can be late and still be in time: the warm-up, and what was made ahead beyond the reserve of viewers.
  const { warmAheadMs, readAheadMs, burstMs } = AIR_OPTIONS;
  if (chance < 0.1) return healthy({ openMs: rng() * (warmAheadMs + readAheadMs - burstMs - LOOP_MS) });
  if (chance < 0.13) return { item: { ...item, openMs: 15_000 + rng() * 10_000 }, isHealthy: false };
  if (chance < 0.16) {
    return { item: { fault: new Fault("tune_failed", "moov atom not found") }, isHealthy: false };
  }
  if (chance < 0.19) return healthy({ diesAfterMs: trueMs * rng() + FRAME_MS * 10 });
  return healthy({});
}
