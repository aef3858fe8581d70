import type { Clock } from "../clock.ts";
import { messageOf } from "../fault.ts";
import type { CardText, Profile } from "../ffmpeg/mod.ts";
import { LIMITS } from "../limits.ts";
import type { Logger } from "../log.ts";
import type { AccessUnit } from "../mpegts/mod.ts";
import {
  cardText,
  generalCard,
  saysTheSame,
  SLATE_REASONS,
  type SlateReason,
  type SlateWish,
} from "./cards.ts";
import type { SlatePress } from "./slate_press.ts";

/** A rendered card. */
export interface Card {
  /** What it says. */
  readonly text: CardText;
  /** Its pictures and silent sound. */
  readonly units: readonly AccessUnit[];
}

/** What a shelf is filled with. */
export interface SlateShelfParts {
  /** Renders. */
  readonly press: Pick<SlatePress, "render" | "offer">;
  /** Time. */
  readonly clock: Clock;
  /** Says when a card is missing. */
  readonly log: Logger;
  /** Zone in which cards tell the time, as the IANA names it. */
  readonly zone: string;
}

/**
 * The cards of one profile, rendered into memory, so that showing one can never fail.
 *
 * There is a card at once, always: the exact one of the moment; until that is rendered, the general one of its reason;
 * until that is rendered, the one for tuning.
 */
export class SlateShelf {
  readonly #general = new Map<SlateReason, Card>();
  /** Cards of moments by their text, the one not used for longest first. */
  readonly #exact = new Map<string, Card>();
  /** Texts on their way. */
  readonly #asked = new Set<string>();

  private constructor(private readonly print: Print | null, private readonly first: Card) {
    this.#general.set("tuning", first);
  }

  /**
   * Renders the card for tuning.
   *
   * @throws {Fault} If not even a card without text can be rendered.
   */
  static async open(parts: SlateShelfParts, profile: Profile): Promise<SlateShelf> {
    const text = generalCard("tuning");
    return new SlateShelf({ ...parts, profile }, { text, units: await parts.press.render(text, profile) });
  }

  /** A shelf of one card that exists already. */
  static of(units: readonly AccessUnit[]): SlateShelf {
    return new SlateShelf(null, { text: generalCard("tuning"), units });
  }

  /** The units of the first card, whose sound is silence. */
  get firstUnits(): readonly AccessUnit[] {
    return this.first.units;
  }

  /**
   * The best card there is for a wish; a better one is rendered in the background.
   *
   * @param onAir The card on air; if it says what is wished for, it stays.
   */
  card(wish: SlateWish, onAir: Card | null): Card {
    const text = this.#text(wish);
    if (onAir !== null && saysTheSame(onAir.text, text)) return onAir;
    const exact = this.#exact.get(keyOf(text));
    if (exact !== undefined) {
      this.#keep(exact);
      return exact;
    }
    this.prepare(wish);
    return this.#general.get(wish.reason) ?? this.first;
  }

  /** Has a card rendered that will be wished for soon. */
  prepare(wish: SlateWish): void {
    const text = this.#text(wish);
    if (!this.#general.has(wish.reason)) this.#order(generalCard(wish.reason), wish.reason);
    if (!saysTheSame(text, generalCard(wish.reason))) this.#order(text, null);
  }

  /**
   * Renders the general cards that are not there yet.
   *
   * @param signal Ends it after the card it is at.
   * @param isAnew True renders those that are there too, because there is a better encoder.
   */
  async fill(signal: AbortSignal, isAnew = false): Promise<void> {
    if (this.print === null) return;
    const { press, profile, log } = this.print;
    try {
      for (const reason of SLATE_REASONS) {
        if (signal.aborted) return;
        if (this.#general.has(reason) && !isAnew) continue;
        const text = generalCard(reason);
        this.#general.set(reason, { text, units: await press.render(text, profile) });
      }
    } catch (thrown) {
      log.warn("Slate: the card for tuning stands in for another", { reason: messageOf(thrown) });
    }
  }

  #text(wish: SlateWish): CardText {
    if (this.print === null) return generalCard(wish.reason);
    const { clock, zone } = this.print;
    return cardText(wish, { zone, nowMs: clock.wallMs() });
  }

  /** Has a text rendered, unless it is there or on its way; `reason` makes it the general card of that reason. */
  #order(text: CardText, reason: SlateReason | null): void {
    const key = keyOf(text);
    if (this.print === null || this.#exact.has(key) || this.#asked.has(key)) return;
    const { press, profile } = this.print;
    this.#asked.add(key);
    void press.offer(text, profile).then((units) => {
      this.#asked.delete(key);
      if (units === null) return;
      if (reason !== null) this.#general.set(reason, { text, units });
      else this.#keep({ text, units });
    });
  }

  /** Makes a card the last to go, and lets go those that are too many or too much. */
  #keep(card: Card): void {
    this.#exact.delete(keyOf(card.text));
    this.#exact.set(keyOf(card.text), card);
    let bytes = 0;
    for (const { units } of this.#exact.values()) bytes += bytesOf(units);
    for (const [key, { units }] of this.#exact) {
      const isTooMuch = this.#exact.size > LIMITS.slatesMax || bytes > LIMITS.slatesBytesMax;
      if (!isTooMuch || this.#exact.size === 1) break;
      this.#exact.delete(key);
      bytes -= bytesOf(units);
    }
  }
}

/** How a shelf has its cards rendered. */
interface Print extends SlateShelfParts {
  readonly profile: Profile;
}

function keyOf({ headline, detail }: CardText): string {
  return `${headline}\n${detail}`;
}

/** What a card takes: its units lie in one block. */
function bytesOf(units: readonly AccessUnit[]): number {
  return new Set(units.map(({ block }) => block)).values().reduce((sum, block) => sum + block.length, 0);
}
