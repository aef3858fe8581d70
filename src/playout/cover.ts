import type { Programme } from "../programme.ts";
import type { SlateReason, SlateWish } from "./cards.ts";
import type { Failover } from "./failover.ts";
import { framesBetween } from "./joint_times.ts";
import type { PlayoutOptions, PlayoutParts } from "./playout_parts.ts";
import { isSlateDue } from "./slate_timing.ts";
import { SlateWishes } from "./wishes.ts";

/** What covers a channel while no input does: which card, and when. */
export class Cover {
  readonly #wishes: SlateWishes;

  /** Nothing is covered yet. */
  constructor(
    private readonly parts: Pick<PlayoutParts, "channel" | "clock" | "output" | "programmeAt" | "mayOpen">,
    private readonly options: Pick<PlayoutOptions, "burstMs" | "warmAheadMs">,
    private readonly failover: Pick<Failover, "active" | "isDone" | "isShort" | "isFailing">,
  ) {
    this.#wishes = new SlateWishes(parts);
  }

  /** True when viewers would have nothing without a card. */
  isDue(programme: Programme): boolean {
    const { leadMs, silentMs, pieceMs, isWatched, isOnSlate } = this.parts.output;
    const isAllThereIs = programme.itemId === null || this.failover.isDone;
    const { burstMs } = this.options;
    return isWatched && isSlateDue({ leadMs, silentMs, pieceMs, isOnSlate, isAllThereIs, burstMs });
  }

  /** Shows a piece of card, no longer than the programme lasts. @returns Why. */
  show(programme: Programme, hasStalled: boolean): SlateReason {
    const { output } = this.parts;
    const wish = this.#wish(programme, hasStalled);
    output.showSlate(wish, framesBetween(output.headMs, programme.stopMs, output.frameMs));
    return wish.reason;
  }

  /** A card that comes for sure is rendered before it airs. */
  prepare(programme: Programme): void {
    const { output, channel, programmeAt } = this.parts;
    if (!output.isWatched) return;
    if (this.failover.active === null) output.prepareSlate(this.#wish(programme, false));
    if (programme.stopMs - output.headMs > this.options.warmAheadMs) return;
    const following = programmeAt(channel.id, programme.stopMs);
    if (following.kind !== "item") output.prepareSlate(this.#wishes.of(following, following.kind));
  }

  #wish(programme: Programme, hasStalled: boolean): SlateWish {
    return this.#wishes.of(programme, this.#reason(programme, hasStalled));
  }

  #reason(programme: Programme, hasStalled: boolean): SlateReason {
    if (programme.kind !== "item") return programme.kind;
    if (!this.parts.mayOpen) return "unavailable";
    if (this.failover.isDone || this.failover.isShort) return "between";
    // What was on air and no longer delivers is not on its way any more.
    return hasStalled || this.failover.isFailing ? "unavailable" : "tuning";
  }
}
