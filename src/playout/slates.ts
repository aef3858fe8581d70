import type { Clock } from "../clock.ts";
import { Fault, messageOf } from "../fault.ts";
import {
  type CardText,
  type MediaProcess,
  type ProcessPoolManager,
  type Profile,
  slateCommand,
} from "../ffmpeg/mod.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import { type AccessUnit, Demuxer } from "../mpegts/mod.ts";

/** Why a card is shown: the `reason` label of `slate_seconds_total`. */
export type SlateReason = "tuning" | "unavailable" | "off_air" | "getting_ready";

/** What each card says. */
const CARDS: Readonly<Record<SlateReason, CardText>> = Object.freeze({
  tuning: { headline: "One moment…", detail: "The programme begins right away." },
  unavailable: { headline: "We'll be right back", detail: "This programme cannot be played just now." },
  off_air: { headline: "Off air", detail: "There is nothing to play on this channel." },
  getting_ready: {
    headline: "Getting ready…",
    detail: "The library is being read. Programmes follow in a moment.",
  },
});

/** What cards are rendered with. */
export interface SlateParts {
  /** The only source of processes. */
  readonly pool: ProcessPoolManager;
  /** Time. */
  readonly clock: Clock;
  /** Says when a font is missing. */
  readonly log: Logger;
  /** Folder for the texts. */
  readonly folder: string;
  /** Writes a small text file into the folder. */
  readonly writeText: (path: string, text: string) => Promise<void>;
}

/**
 * The cards of one profile, rendered into memory, so that showing one can never fail.
 *
 * Until a card is there, the one for tuning stands in for it.
 */
export class SlateShelf {
  readonly #cards = new Map<SlateReason, readonly AccessUnit[]>();

  private constructor(private readonly first: readonly AccessUnit[]) {}

  /**
   * Renders the card for tuning.
   *
   * @throws {Fault} If not even a card without text can be rendered.
   */
  static async render(parts: SlateParts, profile: Profile): Promise<SlateShelf> {
    return new SlateShelf(await renderCard(parts, CARDS.tuning, profile));
  }

  /** A shelf of cards that exist already. */
  static of(units: readonly AccessUnit[]): SlateShelf {
    return new SlateShelf(units);
  }

  /** The units of a card. */
  card(reason: SlateReason): readonly AccessUnit[] {
    return this.#cards.get(reason) ?? this.first;
  }

  /**
   * Renders the other cards. Only one shelf may do so at a time: the texts lie in files of fixed names.
   *
   * @param signal Ends it after the card it is at.
   */
  async renderOthers(parts: SlateParts, profile: Profile, signal: AbortSignal): Promise<void> {
    try {
      for (const reason of ["getting_ready", "unavailable", "off_air"] as const) {
        if (signal.aborted) return;
        this.#cards.set(reason, await renderCard(parts, CARDS[reason], profile));
      }
    } catch (thrown) {
      parts.log.warn("Slate: the card for tuning stands in for another", { reason: messageOf(thrown) });
    }
  }
}

/** A machine without fonts still gets a card, only without words. */
async function renderCard(
  parts: SlateParts,
  card: CardText,
  profile: Profile,
): Promise<readonly AccessUnit[]> {
  try {
    return await render(parts, card, profile, true);
  } catch (thrown) {
    parts.log.warn("Slate: rendered without text", { reason: messageOf(thrown) });
    return await render(parts, card, profile, false);
  }
}

async function render(
  parts: SlateParts,
  card: CardText,
  profile: Profile,
  hasText: boolean,
): Promise<readonly AccessUnit[]> {
  const { args, files } = slateCommand(card, profile, hasText);
  for (const [name, text] of files) await parts.writeText(`${parts.folder}/${name}`, text);
  await using lease = await parts.pool.acquireProcess({
    kind: "ffmpeg",
    channelId: "slate",
    args,
    priority: "viewer",
    isEncode: true,
    folder: parts.folder,
  });
  const over = new AbortController();
  const watch = parts.clock.sleep(LIMITS.slateTimeoutMs, over.signal).then(() => lease.process.end());
  const units = await readUnits(lease.process);
  over.abort();
  await watch;
  if (!isWhole(units)) {
    throw new Fault("tune_failed", `Cannot render the slate: ${await lease.process.reason()}`);
  }
  return units;
}

/** Everything a process makes; nothing if it failed. */
async function readUnits(process: MediaProcess): Promise<AccessUnit[]> {
  const demuxer = new Demuxer();
  const units: AccessUnit[] = [];
  for await (const bytes of process.output) units.push(...demuxer.push(bytes));
  const { code } = await process.exit;
  units.push(...demuxer.end(code === 0));
  return code === 0 ? units : [];
}

/** A card must begin with a key frame to be looped, and its sound is where silence is taken from. */
function isWhole(units: readonly AccessUnit[]): boolean {
  const firstPicture = units.find(({ kind }) => kind === "video");
  return firstPicture?.isKey === true && units.some(({ kind }) => kind === "audio");
}
