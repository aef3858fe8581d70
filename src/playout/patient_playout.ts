import { Fault } from "../fault.ts";
import { emptyInputs, type InputsFacts, type InputsState } from "../inputs/mod.ts";
import type { ChannelPlayout } from "./channel_parts.ts";
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

const refuse = () => {
  throw new Fault("no_programme", "Cannot choose an input: the channel has no picture yet");
};

const NOTHING_TO_CHOOSE: ChannelPlayout["operator"] = {
  switchTo: refuse,
  clearOverride: refuse,
  reset: refuse,
};

/** Stands in for the playout of a channel that cannot have a picture yet, and becomes it as soon as that is possible. */
export class PatientPlayout implements ChannelPlayout {
  #real: ChannelPlayout | null = null;

  /** Waits from {@link run} on. */
  constructor(private readonly parts: PatientPlayoutParts) {}

  /** It has none while it waits. */
  get hasInputs(): boolean {
    return this.#real?.hasInputs ?? false;
  }

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

  /** What is known of its inputs. */
  get inputs(): InputsState {
    return this.#real?.inputs ?? emptyInputs();
  }

  /** What the input on air delivers; nothing while it waits. */
  get figures(): InputsFacts["active"] {
    return this.#real?.figures ?? null;
  }

  /** For operators; there is nothing to choose while it waits. */
  get operator(): ChannelPlayout["operator"] {
    return this.#real?.operator ?? NOTHING_TO_CHOOSE;
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
