import type { Clock } from "../clock.ts";
import type { Fault } from "../fault.ts";
import { isShortage } from "../ffmpeg/mod.ts";
import type { Programme } from "../programme.ts";
import type { Input } from "./input.ts";
import type { LadderInput } from "./ladder.ts";

/** An input and what it was opened for. */
export interface OpenedInput {
  /** The input. */
  readonly input: Input;
  /** The programme. */
  readonly programme: Programme;
  /** Which way to play it. */
  readonly from: LadderInput;
  /** Where on the wall clock its first picture belongs. */
  readonly fromMs: number;
  /** Pictures it was asked for. */
  readonly frames: number;
  /** False while it waits for a process. */
  readonly isStarted: () => boolean;
}

/** What opens and closes the input that comes next. */
export interface UpcomingParts {
  /** Time. */
  readonly clock: Clock;
  /** Opens a programme's best input; null when there is nothing to open now. */
  readonly open: (programme: Programme) => OpenedInput | null;
  /** Ends an input. */
  readonly close: (opened: OpenedInput) => void;
  /** Told when it failed, but not for want of a process: another one may be better now. */
  readonly onFailed: (opened: OpenedInput, fault: Fault | null) => void;
}

/** Without a free process, it is asked for again after this time. */
const SHORTAGE_RETRY_MS = 1_000;

/** The input of the programme that follows: opened ahead of its joint, and another one when it fails before. */
export class Upcoming {
  #opened: OpenedInput | null = null;
  #programme: Programme | null = null;
  #notBeforeMs = -Infinity;

  /** Nothing is upcoming. */
  constructor(private readonly parts: UpcomingParts) {}

  /**
   * Sees to it that no other input is open than one of `programme`.
   *
   * @param isDue True from when on it is to be opened.
   */
  keep(programme: Programme, isDue: boolean): void {
    if (this.#programme !== null && !isSameProgramme(this.#programme, programme)) this.drop();
    if (this.#programme === null && !isDue) return;
    this.#programme = programme;
    if (this.#opened?.input.state === "failed") this.#fail(this.#opened);
    if (this.#opened !== null || this.parts.clock.monotonicMs() < this.#notBeforeMs) return;
    this.#opened = this.parts.open(programme);
  }

  /** Closes what is open if it is of a host that takes one connection, which is needed now; null is no host. */
  giveWay(host: string | null): void {
    if (host !== null && this.#opened?.from.host === host) this.drop();
  }

  /** Closes what is open: something else follows, or nothing does. */
  drop(): void {
    if (this.#opened !== null) this.parts.close(this.#opened);
    this.#opened = this.#programme = null;
    this.#notBeforeMs = -Infinity;
  }

  /** Hands over the input of a programme whose time has come; null if there is none that may show something. */
  take(programme: Programme): OpenedInput | null {
    if (this.#programme === null || !isSameProgramme(this.#programme, programme)) return null;
    if (this.#opened?.input.state === "failed" && this.#opened.input.waiting === 0) this.#fail(this.#opened);
    const taken = this.#opened;
    this.#opened = null;
    this.drop();
    return taken;
  }

  #fail(opened: OpenedInput): void {
    const { fault } = opened.input;
    this.parts.close(opened);
    this.#opened = null;
    if (isShortage(fault)) this.#notBeforeMs = this.parts.clock.monotonicMs() + SHORTAGE_RETRY_MS;
    else this.parts.onFailed(opened, fault);
  }
}

/** True for the same programme, though its end may have been moved. */
export function isSameProgramme(one: Programme, other: Programme): boolean {
  return one.startMs === other.startMs && one.itemId === other.itemId;
}
