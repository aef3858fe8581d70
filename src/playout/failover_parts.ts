import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import type { EventBus } from "../events.ts";
import { emptyInputs, type InputsState, type Stickiness } from "../inputs/mod.ts";
import type { Logger } from "../log.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { LadderInput } from "./ladder.ts";
import type { OpenedInput } from "./upcoming.ts";

/** What is known of a channel's inputs; it outlives the playouts of the channel. */
export class InputsMemory {
  /** The failover machine. */
  state: InputsState = emptyInputs();
  /** Programmes begun so far. */
  begun = 0;
  /** When the playout before made its newest media that is no card, milliseconds since 1970; null for never. */
  lastOutputMs: number | null = null;
}

/** Keeps a channel from trying what fails without end (R3). */
export interface RespawnGate {
  /** True while nothing that failed may be tried now. */
  isOpen(channelId: string): boolean;
  /** Asks for one more try of something that failed; whoever gets true tries it. */
  mayRespawn(channelId: string): boolean;
  /** An input failed. */
  noteFailure(channelId: string): void;
  /** What {@link RespawnGate.mayRespawn} let through was not tried after all: there was no process, or no need. */
  noteShortage(channelId: string): void;
  /** An input showed its first picture. */
  noteSuccess(channelId: string): void;
}

/** What operators may ask of a channel's inputs. */
export interface InputOperator {
  /**
   * Puts an input on air because somebody wants it there.
   *
   * @throws {Fault} `unknown_input`, `input_degraded` or `no_programme`.
   */
  switchTo(id: string, sticky: Stickiness): void;
  /** Lets the machine choose again. */
  clearOverride(): void;
  /**
   * Forgives an input its failures.
   *
   * @throws {Fault} `unknown_input`.
   */
  reset(id: string): void;
}

/** What a failover works with. */
export interface FailoverParts {
  /** The channel. */
  readonly channel: Pick<Channel, "id">;
  /** Time. */
  readonly clock: Clock;
  /** Says what failed and what took over. */
  readonly log: Logger;
  /** Counts. */
  readonly metrics: Metrics;
  /** Tells of switches. */
  readonly events: EventBus;
  /** What is known of the inputs. */
  readonly memory: InputsMemory;
  /** Keeps from trying without end. */
  readonly gate: RespawnGate;
  /** Looks whether an input could be played now; why not, or null. */
  readonly probe: (
    input: LadderInput,
    depth: "light" | "full",
    signal: AbortSignal,
  ) => Promise<string | null>;
  /** Opens an input where it belongs; null when nothing of the programme is left. */
  readonly open: (input: LadderInput, mayCopy: boolean) => OpenedInput | null;
  /** True while anything is read from a host, also for what is being ended. */
  readonly isBusy: (host: string | null) => boolean;
  /** Ends an input, and takes it off the air. */
  readonly close: (opened: OpenedInput) => void;
}

/** An input and the machine's number for it. */
export interface RunningInput {
  /** The opening. */
  readonly generation: number;
  /** The input. */
  readonly opened: OpenedInput;
}

/** The programme whose inputs are wanted. */
export interface WantedProgramme {
  /** Its identity. */
  readonly key: string;
  /** Every way to play it, best first. */
  readonly ladder: readonly LadderInput[];
  /** How long it still has, in milliseconds from now. */
  readonly leftMs: number;
  /** The input that was opened ahead; it belongs to the failover from now on. */
  readonly warmed: OpenedInput | null;
}
