import type { Programme } from "../programme.ts";
import type { Failover } from "./failover.ts";
import type { OpenInputs } from "./open_inputs.ts";
import { openProgramme } from "./opener.ts";
import type { PlayoutOptions, PlayoutParts } from "./playout_parts.ts";
import type { TimelineView } from "./timeline_view.ts";
import { type OpenedInput, Upcoming } from "./upcoming.ts";
import { WARM_AHEAD_MAX_MS } from "./warm_turns.ts";

/** The joints of all channels are planned when they are this near. */
const TURN_NOTICE_MS = WARM_AHEAD_MAX_MS + 10_000;

/** What the input of the following programme is warmed up with. */
export interface WarmUpParts extends
  Pick<
    PlayoutParts,
    "channel" | "clock" | "ladders" | "openInput" | "output" | "turns"
  > {
  /** The channel's timeline. */
  readonly timeline: TimelineView;
  /** Chooses inputs. */
  readonly failover: Failover;
  /** Keeps what is open. */
  readonly inputs: OpenInputs;
  /** Where what is on air ends, if its programme stops at an instant; null if another does. */
  readonly endBefore: (stopMs: number) => number | null;
}

/** Opens the input of the programme that follows in time for its joint. */
export class WarmUp {
  readonly #upcoming: Upcoming;

  /** Nothing is warm yet. */
  constructor(
    private readonly parts: WarmUpParts,
    private readonly options: Pick<PlayoutOptions, "readAheadMs">,
  ) {
    const { clock, failover, inputs } = parts;
    this.#upcoming = new Upcoming({
      clock,
      open: (programme) => this.#open(programme),
      close: (opened) => inputs.close(opened),
      onFailed: (opened, fault) => failover.failWarm(opened, fault),
    });
  }

  /** Looks what follows a programme, and opens it when its turn has come. */
  look(programme: Programme): void {
    const { channel, clock, turns, timeline, failover } = this.parts;
    // By the clock, for behind a card little was made ahead.
    const fullMs = clock.wallMs() + this.options.readAheadMs;
    const following = timeline.itemAfter(programme, fullMs + TURN_NOTICE_MS);
    if (following === null) return this.rest();
    const { startMs } = following;
    this.#upcoming.giveWay(failover.awaitedHost);
    this.#upcoming.keep(following, startMs - fullMs <= turns.aheadMs(channel.id, startMs));
  }

  /** Hands over the input of a programme whose time has come; null if there is none that may show something. */
  take(programme: Programme): OpenedInput | null {
    return this.#upcoming.take(programme);
  }

  /** No input is upcoming, and no turn is needed to open one. */
  rest(): void {
    this.#upcoming.drop();
    this.parts.turns.forget(this.parts.channel.id);
  }

  #open(programme: Programme): OpenedInput | null {
    const { failover, ladders, inputs, endBefore } = this.parts;
    const { startMs } = programme;
    const from = failover.firstChoice(ladders.of(programme));
    if (from === null) return null;
    // What is on air may end a little early; the next makes up for that.
    const joinsAtMs = endBefore(startMs) ?? startMs;
    const opening = {
      from,
      fromMs: startMs,
      when: "warm",
      joinsAtMs,
      mayCopy: failover.mayCopy(from),
    } as const;
    return inputs.add(openProgramme(this.parts, programme, opening));
  }
}
