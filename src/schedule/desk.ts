import type { ScheduleItem } from "../media.ts";
import type { FillerKind } from "../programme.ts";
import type { Content } from "../content.ts";
import type { Break, FillerRules } from "../schedule_rule.ts";
import { CARD_MS } from "./cards.ts";
import type { AiredClips } from "./clips.ts";
import { Cursors, type Progress } from "./cursors.ts";
import { Draft, type GuideMark, HOLD_MS_MAX, NO_MARK } from "./draft.ts";
import { type BreakParts, Fillers, UP_NEXT } from "./filler.ts";
import { partsOf } from "./interruptions.ts";

/** What cards say. */
export interface CardTitles {
  /** Before the first scan or the demo has brought anything. */
  readonly gettingReady: string;
  /** When there is nothing to play. */
  readonly offAir: string;
}

/** What a rule writes with. */
export interface DeskParts extends BreakParts {
  /** Channel the programmes air on. */
  readonly channelId: string;
  /** First instant, milliseconds since 1970; an integer. */
  readonly fromMs: number;
  /** What cards say. */
  readonly titles: CardTitles;
  /** How far the channel has come in its contents. */
  readonly progress: Progress;
  /** When clips aired last. */
  readonly aired: AiredClips;
}

/** How an item and what surrounds it air. */
export interface Airing {
  /** What airs around it. */
  readonly filler: FillerRules;
  /** Everything ends by then, milliseconds since 1970; null for whenever. */
  readonly endMs: number | null;
  /** True cuts the item where it would last longer; false writes nothing then. */
  readonly isCut: boolean;
  /** What the guide says. */
  readonly mark: GuideMark;
}

/** What rules write on: the draft, the channel's places in its contents, its breaks. */
export class Desk {
  /** What was written. */
  readonly draft: Draft;
  /** The channel's places in its contents. */
  readonly cursors: Cursors;
  /** Its breaks. */
  readonly fillers: Fillers;

  /** Nothing is written yet. */
  constructor(readonly parts: DeskParts) {
    this.draft = new Draft(parts.channelId, parts.fromMs);
    this.cursors = new Cursors(parts.catalogue, parts);
    this.fillers = new Fillers(parts, parts.aired);
  }

  /**
   * Writes the next item of a content with all that surrounds it; without, where only that fits.
   *
   * @returns False when nothing was written: the content is empty, or the item does not fit.
   */
  airNext(content: Content, airing: Airing): boolean {
    const cursor = this.cursors.of(content);
    const item = cursor.peek();
    if (item === null || !this.#air(item, airing)) return false;
    cursor.advance();
    return true;
  }

  /** Fills time up to an instant exactly: with the tail, then the fallback, then a card. */
  fillUntil(endMs: number, { tail, fallback }: FillerRules, mark: GuideMark = NO_MARK): void {
    const { draft } = this;
    const fromMs = draft.endMs;
    if (tail !== null && draft.endMs < endMs) this.fillers.air(draft, tail, { filler: "tail", endMs, mark });
    while (fallback !== null && endMs - draft.endMs >= HOLD_MS_MAX) {
      const cursor = this.cursors.of(fallback);
      const item = cursor.peek();
      if (item === null) break;
      const lengthMs = Math.min(item.durationMs, endMs - draft.endMs);
      draft.item(item, { filler: "fallback", lengthMs, mark });
      cursor.advance();
    }
    const restMs = endMs - draft.endMs;
    if (restMs > 0 && restMs < HOLD_MS_MAX && draft.endMs > fromMs) draft.hold(endMs);
    else this.#close(endMs, mark);
  }

  /**
   * Fills time that is for nothing but filler, up to an instant exactly. Where no fallback does, one tail follows
   * another as long as they bring clips.
   */
  fillWith(endMs: number, filler: FillerRules, mark: GuideMark): void {
    const { draft, fillers } = this;
    while (filler.tail !== null && filler.fallback === null && draft.endMs < endMs) {
      const before = draft.mark();
      fillers.air(draft, filler.tail, { filler: "tail", endMs, mark });
      if (draft.programmes.slice(before.programmes).some(({ kind }) => kind === "item")) continue;
      draft.rewind(before);
      break;
    }
    this.fillUntil(endMs, filler, mark);
  }

  #air(item: ScheduleItem, airing: Airing): boolean {
    const { draft, fillers } = this;
    const endMs = airing.endMs ?? Infinity;
    const [mark, aired] = [draft.mark(), fillers.box.aired];
    this.#write(item, airing);
    if (draft.endMs <= endMs) return true;
    if (item.durationMs <= endMs - mark.endMs) {
      // It fits, but not what surrounds it.
      draft.rewind(mark);
      fillers.box.restore(aired);
      draft.item(item, { mark: airing.mark });
      return true;
    }
    if (airing.isCut && endMs > mark.endMs) {
      draft.cut(endMs);
      if (
        !draft.programmes.slice(mark.programmes).some(({ itemId, filler }) =>
          itemId !== null && filler === null
        )
      ) {
        // What comes before it would take all its time.
        draft.rewind(mark);
        fillers.box.restore(aired);
        draft.item(item, { lengthMs: endMs - draft.endMs, mark: airing.mark });
      }
      draft.remark("cut", `${item.title} lasts beyond the end of its slot and is cut there`);
      return true;
    }
    draft.rewind(mark);
    fillers.box.restore(aired);
    return false;
  }

  #write(item: ScheduleItem, { filler, mark }: Airing): void {
    const { draft } = this;
    const { preRoll, midRoll, postRoll } = filler;
    if (preRoll !== null) this.#break(preRoll, "pre_roll", { filler, mark });
    let playedMs = -1;
    for (const { fromMs, untilMs } of partsOf(item, midRoll)) {
      const beforeMs = draft.endMs;
      if (playedMs >= 0 && midRoll !== null) this.#break(midRoll.break, "mid_roll", { filler, mark });
      if (fromMs === playedMs && draft.endMs === beforeMs) draft.prolong(untilMs - fromMs);
      else draft.item(item, { offsetMs: fromMs, lengthMs: untilMs - fromMs, mark });
      playedMs = untilMs;
    }
    if (postRoll !== null) this.#break(postRoll, "post_roll", { filler, mark });
  }

  /** A break around or inside an item; where it pads and has no clips left, the fallback takes over. */
  #break(pieces: Break, kind: FillerKind, { filler, mark }: Pick<Airing, "filler" | "mark">): void {
    const close = (endMs: number) => this.fillUntil(endMs, { ...filler, tail: null }, mark);
    const place = { filler: kind, endMs: null, mark };
    this.fillers.air(this.draft, pieces, filler.fallback === null ? place : { ...place, close });
  }

  #close(endMs: number, mark: GuideMark): void {
    const { draft } = this;
    const restMs = endMs - draft.endMs;
    if (restMs <= 0) return;
    if (restMs <= CARD_MS) return draft.card("up_next", endMs, { title: UP_NEXT, mark });
    while (draft.endMs < endMs) {
      const markMs = (Math.floor(draft.endMs / CARD_MS) + 1) * CARD_MS;
      draft.card("off_air", Math.min(markMs, endMs), { title: this.parts.titles.offAir });
    }
  }
}
