import type { Clock } from "../clock.ts";
import { Fault, messageOf } from "../fault.ts";
import {
  type CardText,
  type EncoderChoice,
  type Lettering,
  LETTERINGS,
  type Priority,
  type ProcessPoolManager,
  type Profile,
  slateCommand,
} from "../ffmpeg/mod.ts";
import { known } from "../invariant.ts";
import type { Logger } from "../log.ts";
import type { AccessUnit } from "../mpegts/mod.ts";
import { readSlateClip, type SlateClipResult } from "./slate_clip.ts";

/** What cards are rendered with. */
export interface SlatePressParts {
  /** The only source of processes. */
  readonly pool: ProcessPoolManager;
  /** Which encoder is in use, for cards as for programmes: then their headers are the same. */
  readonly encoders: EncoderChoice;
  /** Time. */
  readonly clock: Clock;
  /** Says when a font is missing. */
  readonly log: Logger;
  /** Folder for the texts. */
  readonly folder: string;
  /** Writes a small text file into the folder. */
  readonly writeText: (path: string, text: string) => Promise<void>;
}

/** Cards that wait to be rendered in the background, at most. */
const WAITING_MAX = 16;

/** After a card could not be rendered in the background, none is tried for so long. */
const PAUSE_MS = 10_000;

/** Processes that can still be started while a card is rendered in the background: a viewer may come. */
const SLOTS_LEFT_MIN = 2;

/** One card to render. */
interface Job {
  readonly card: CardText;
  readonly profile: Profile;
  readonly priority: Priority;
}

/** Renders cards, one at a time, because their texts lie in files of fixed names. */
export class SlatePress implements AsyncDisposable {
  readonly #stop = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #pausedUntilMs = -Infinity;
  /** Place in {@link LETTERINGS} of the best this machine can do; null until a first card is rendered. */
  #way: number | null = null;

  /** A press that renders nothing yet. */
  constructor(private readonly parts: SlatePressParts) {}

  /**
   * Renders a card when its turn has come.
   *
   * @throws {Fault} If not even a card without text can be rendered, or the press is closed.
   */
  render(card: CardText, profile: Profile, priority: Priority = "viewer"): Promise<readonly AccessUnit[]> {
    const turn = this.#last.then(() => this.#render({ card, profile, priority }));
    this.#last = turn.catch(() => {});
    return turn;
  }

  /**
   * Renders a card that need not be, when there is room for it.
   *
   * @returns Null if it was not rendered: too many wait, there is no room, or another was in vain a moment ago.
   */
  async offer(card: CardText, profile: Profile): Promise<readonly AccessUnit[] | null> {
    if (!this.#hasRoom) return null;
    this.#waiting += 1;
    try {
      return await this.render(card, profile, "background");
    } catch (thrown) {
      if (this.#stop.signal.aborted) return null;
      this.#pausedUntilMs = this.parts.clock.monotonicMs() + PAUSE_MS;
      this.parts.log.warn("Slate: a general card stands in for another", { reason: messageOf(thrown) });
      return null;
    } finally {
      this.#waiting -= 1;
    }
  }

  /** Waits for the card being rendered; those not begun are not rendered any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#last;
  }

  get #hasRoom(): boolean {
    const { pool, clock } = this.parts;
    if (this.#waiting >= WAITING_MAX || clock.monotonicMs() < this.#pausedUntilMs) return false;
    return !pool.isShort && pool.limit - pool.processes().length > SLOTS_LEFT_MIN;
  }

  /** Goes from the best lettering downwards: a machine without fonts still gets a card, only without words. */
  async #render(job: Job): Promise<readonly AccessUnit[]> {
    const first = this.#way ?? 0;
    const { encoders } = this.parts;
    const encoder = encoders.current;
    const onHardware = encoders.isHardware
      ? await this.#attempt({ ...job, profile: encoders.applyTo(job.profile) }, letteringOf(first))
      : null;
    if (onHardware !== null && onHardware.units !== null) return onHardware.units;
    let firstReason: string | null = null;
    let hasHung = false;
    for (let way = first;; way++) {
      const lettering = letteringOf(way);
      const result = await this.#attempt(job, lettering);
      if (result.units !== null) {
        // What software does with the same lettering, hardware should have done.
        if (onHardware !== null && way === first) encoders.failed(encoder, onHardware.reason);
        if (lettering === "none" && firstReason !== null) {
          this.parts.log.warn("Slate: rendered without text", { reason: firstReason });
        }
        // The first card has a text of our own, so no odd title decides about the cards that follow.
        if (!hasHung) this.#way ??= way;
        return result.units;
      }
      if (lettering === "none") throw new Fault("tune_failed", `Cannot render the slate: ${result.reason}`);
      firstReason ??= result.reason;
      hasHung ||= result.hasHung;
      // What hangs with one font would hang with the others.
      if (hasHung) way = LETTERINGS.length - 2;
    }
  }

  async #attempt({ card, profile, priority }: Job, lettering: Lettering): Promise<SlateClipResult> {
    const { pool, clock, folder, writeText } = this.parts;
    const { args, files } = slateCommand(card, profile, lettering);
    try {
      for (const [name, text] of files) await writeText(`${folder}/${name}`, text);
    } catch (thrown) {
      return { units: null, reason: messageOf(thrown), hasHung: false };
    }
    await using lease = await pool.acquireProcess({
      ...{ kind: "ffmpeg", channelId: "slate", args, priority, isEncode: true },
      // A card without text needs no file, and a disk that takes none must not cost the picture.
      ...(files.size > 0 ? { folder } : {}),
      signal: this.#stop.signal,
    });
    return await readSlateClip(lease.process, clock);
  }
}

function letteringOf(way: number): Lettering {
  return known(LETTERINGS[way], `lettering ${way}`);
}
