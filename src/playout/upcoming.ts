import type { Clock } from "../clock.ts";
import type { Fault } from "../fault.ts";
import { isShortage } from "../ffmpeg/mod.ts";
import type { Programme } from "../programme.ts";
import type { Input } from "./input.ts";
import { Retry } from "./retry.ts";

/** An input and the programme it was opened for. */
export interface OpenedInput {
  /** The input. */
  readonly input: Input;
  /** The programme. */
  readonly programme: Programme;
  /** Pictures it was asked for. */
  readonly frames: number;
}

/** What opens and closes the input that comes next. */
export interface UpcomingParts {
  /** Time. */
  readonly clock: Clock;
  /** Opens a programme's input; null when there is nothing to open. */
  readonly open: (programme: Programme, retry: Retry) => OpenedInput | null;
  /** Ends an input. */
  readonly close: (opened: OpenedInput) => void;
  /** Told when it failed, but not for want of a process. */
  readonly onFailed: (programme: Programme, fault: Fault | null) => void;
}

/** Without a free process, it is asked for again after this time. */
const SHORTAGE_RETRY_MS = 1_000;

/** The input of the programme that follows: opened ahead of its joint, and again when it fails before. */
export class Upcoming {
  #opened: OpenedInput | null = null;
  #programme: Programme | null = null;
  #retry: Retry;

  /** Nothing is upcoming. */
  constructor(private readonly parts: UpcomingParts) {
    this.#retry = new Retry(parts.clock);
  }

  /**
   * Sees to it that no other input is open than that of `programme`.
   *
   * @param isDue True from when on it is to be opened.
   */
  keep(programme: Programme, isDue: boolean): void {
    if (this.#programme !== null && !isSameProgramme(this.#programme, programme)) this.drop();
    if (this.#programme === null && !isDue) return;
    this.#programme = programme;
    if (this.#opened?.input.state === "failed") this.#fail(programme, this.#opened);
    if (this.#opened !== null) return;
    this.#retry.begin(programme.startMs);
    if (this.#retry.isDue) this.#opened = this.parts.open(programme, this.#retry);
  }

  /** Closes what is open: something else follows, or nothing does. */
  drop(): void {
    if (this.#programme === null) return;
    if (this.#opened !== null) this.parts.close(this.#opened);
    this.#opened = this.#programme = null;
    this.#retry = new Retry(this.parts.clock);
  }

  /**
   * Hands over what is known of a programme when its time has come.
   *
   * @returns Its input, unless that is to be tried again later, and its tries; null if another one was upcoming.
   */
  take(programme: Programme): { readonly opened: OpenedInput | null; readonly retry: Retry } | null {
    if (this.#programme === null || !isSameProgramme(this.#programme, programme)) return null;
    if (this.#opened?.input.state === "failed" && this.#opened.input.waiting === 0) {
      this.#fail(programme, this.#opened);
      // The process that was on air until now has just given its place back.
      if (this.#retry.failures === 0) this.#retry.postpone(0);
    }
    const taken = { opened: this.#opened, retry: this.#retry };
    this.#opened = null;
    this.drop();
    return taken;
  }

  #fail(programme: Programme, opened: OpenedInput): void {
    const { fault } = opened.input;
    this.parts.close(opened);
    this.#opened = null;
    if (isShortage(fault)) return this.#retry.postpone(SHORTAGE_RETRY_MS);
    this.#retry.noteFailure();
    this.parts.onFailed(programme, fault);
  }
}

/** True for the same programme, though its end may have been moved. */
export function isSameProgramme(one: Programme, other: Programme): boolean {
  return one.startMs === other.startMs && one.itemId === other.itemId;
}
