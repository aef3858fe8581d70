import type { ChannelPlayout } from "./channels.ts";
import type { PlayoutState } from "./playout_parts.ts";

/** What a patient playout waits for. */
export interface PatientPlayoutParts {
  /** Makes the real one; null while that cannot be. */
  readonly make: () => ChannelPlayout | null;
  /** Resolves when another try may be worth it, or `signal` aborts. */
  readonly changed: (signal: AbortSignal) => Promise<void>;
  /** Why it has to wait. */
  readonly reason: () => string | null;
}

/** Stands in for the playout of a channel that cannot have a picture yet, and becomes it as soon as that is possible. */
export class PatientPlayout implements ChannelPlayout {
  #real: ChannelPlayout | null = null;

  /** Waits from {@link run} on. */
  constructor(private readonly parts: PatientPlayoutParts) {}

  /** What it is doing. */
  get state(): PlayoutState {
    return this.#real?.state ?? "starting";
  }

  /** What went wrong last; null while content airs. */
  get fault(): string | null {
    return this.#real === null ? this.parts.reason() : this.#real.fault;
  }

  /** When its newest media that is no card was made, milliseconds since 1970; null for never. */
  get lastOutputMs(): number | null {
    return this.#real?.lastOutputMs ?? null;
  }

  /** Gives its processes up; it has none while it waits. */
  async rest(): Promise<void> {
    await this.#real?.rest();
  }

  /** Waits, then runs the real one, until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#real ??= this.parts.make();
      if (this.#real !== null) return await this.#real.run(signal);
      await this.parts.changed(signal);
    }
  }
}
