import type { Channel } from "../channel.ts";
import type { Airing } from "./airings.ts";
import { type Counterexample, tellCounterexample } from "./counterexample.ts";
import type { GuideEntry } from "./entries.ts";
import type { GuideSpan } from "./facts.ts";
import { fuzz } from "./fuzz.ts";
import { disagreement } from "./look.ts";
import { normalize } from "./normalize.ts";
import { type Piece, secondOf } from "./piece.ts";
import { repair } from "./repair.ts";
import type { Repair } from "./repairs.ts";
import { simulate } from "./simulation.ts";
import { symbolic } from "./symbolic.ts";

/** The stages a guide goes through before it is published (rule M5), in their order. */
export type Stage = "normalize" | "repair" | "symbolic" | "simulation" | "fuzz" | "smt";

/**
 * What happens after a stage; nothing at all, but in tests, which put a fault there to see that the stages that remain
 * catch it.
 */
export interface Taps {
  /** After `normalize` or `repair`: another version of a channel's entries. */
  readonly entries?: (stage: "normalize" | "repair", entries: GuideEntry[]) => GuideEntry[];
  /** After `symbolic`, `simulation` or `fuzz`: another version of what the next stage looks at. */
  readonly piece?: (stage: "symbolic" | "simulation" | "fuzz", piece: Piece) => Piece;
  /** After `smt`: another version of what was proved. */
  readonly bytes?: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>;
}

/** Whether a guide may be published. */
export type Verdict =
  | { readonly verdict: "VERIFIED" }
  | {
    readonly verdict: "FAILED";
    /** The stage that found it. */
    readonly stage: Stage;
    /** Where, and what a viewer would see; null when no instant is to blame. */
    readonly counterexample: Counterexample | null;
    /** The same in words. */
    readonly reason: string;
  };

/** The first two stages: what comes out is what is written. */
export function prepareEntries(
  channel: Channel,
  entries: readonly GuideEntry[],
  { report, taps = {} }: { readonly report: (repair: Repair) => void; readonly taps?: Taps },
): GuideEntry[] {
  const tap = taps.entries ?? ((_, same) => same);
  const normal = tap("normalize", normalize(entries, report));
  return tap("repair", repair(channel, normal, report));
}

const STAGES = [["symbolic", symbolic], ["simulation", simulate], ["fuzz", fuzz]] as const;

/**
 * The three stages of plain code that look at what was read back.
 *
 * @param piece What was read back, and what airs meanwhile.
 * @returns The verdict, and what the solver is to be asked about.
 */
export function examine(piece: Piece, taps: Taps = {}): { readonly verdict: Verdict; readonly piece: Piece } {
  let looked = piece;
  for (const [stage, look] of STAGES) {
    const counterexample = look(looked);
    if (counterexample !== null) return { verdict: failed(stage, counterexample), piece: looked };
    looked = taps.piece?.(stage, looked) ?? looked;
  }
  return { verdict: { verdict: "VERIFIED" }, piece: looked };
}

/**
 * Puts the solver's counterexample into words.
 *
 * @param pieces What it was asked about.
 * @param atS Its instant, seconds since 1970; null if it gave none.
 */
export function solverFound(pieces: readonly Piece[], atS: number | null): Verdict {
  const airsThen = (piece: Piece) =>
    atS !== null && secondOf(piece.airings[0]?.startMs ?? 0) <= atS &&
    atS < secondOf(piece.airings.at(-1)?.stopMs ?? 0);
  for (const piece of pieces) {
    const found = (atS !== null && airsThen(piece) ? disagreement(piece, atS) : null) ?? symbolic(piece);
    if (found !== null) return failed("smt", found);
  }
  const where = pieces.map(({ channel }) => channel.label).slice(0, 5).join(", ");
  const reason =
    `the solver found a counterexample at ${atS} on one of ${where} that plain code does not see`;
  return { verdict: "FAILED", stage: "smt", counterexample: null, reason };
}

/** A piece's span of time. */
const PIECE_S = 6 * 3_600;
/** Entries of one piece: it is looked at in one turn of the event loop. */
const PIECE_ENTRIES = 200;

/** A piece before it is written. */
export interface EntryPiece {
  /** What the guide says. */
  readonly entries: readonly GuideEntry[];
  /** What airs meanwhile. */
  readonly airings: readonly Airing[];
  /** Where the airing before stops; null where the guide begins. */
  readonly entersMs: number | null;
}

/**
 * Cuts a channel's guide into pieces that stay the same while the guide's ends move on: at every sixth hour of the day,
 * and where there would be too many entries in one.
 */
export function piecesOf(entries: readonly GuideEntry[], airings: readonly Airing[]): EntryPiece[] {
  const pieces: EntryPiece[] = [];
  let airing = 0;
  for (let at = 0; at < entries.length;) {
    const firstAt = at;
    const period = periodOf(entries[at++]);
    while (at < entries.length && at - firstAt < PIECE_ENTRIES && periodOf(entries[at]) === period) at++;
    const next = entries[at];
    const firstAiring = airing;
    while (
      airing < airings.length &&
      (next === undefined || secondOf(airings[airing]?.startMs ?? 0) < next.startS)
    ) airing++;
    pieces.push({
      entries: entries.slice(firstAt, at),
      airings: airings.slice(firstAiring, airing),
      entersMs: airings[firstAiring - 1]?.stopMs ?? null,
    });
  }
  return pieces;
}

function periodOf(entry: GuideSpan | undefined): number {
  return Math.floor((entry?.startS ?? 0) / PIECE_S);
}

function failed(stage: Stage, counterexample: Counterexample): Verdict {
  return { verdict: "FAILED", stage, counterexample, reason: tellCounterexample(counterexample) };
}
