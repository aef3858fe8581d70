import type { XmlElement } from "./elements.ts";

/** A channel as a guide states it. */
export interface GuideChannel {
  /** XMLTV id. */
  readonly id: string;
  /** What it is called: the human name first, then the number. */
  readonly displayNames: readonly string[];
}

/** When something airs, as a guide states it. */
export interface GuideSpan {
  /** XMLTV id of the channel. */
  readonly channel: string;
  /** First second, since 1970. */
  readonly startS: number;
  /** First second after it. */
  readonly stopS: number;
  /** Title. */
  readonly title: string;
  /** Title of the episode, or null. */
  readonly subTitle: string | null;
}

/** What the guide's text says of a programme, as it was read back. */
export interface ReadSpan extends GuideSpan {
  /** Everything but title and sub-title, in its order. */
  readonly elements: readonly XmlElement[];
}

/** A channel of the lineup that tuners offer; the guide must know the same ones. */
export interface LineupEntry {
  /** XMLTV id. */
  readonly guideId: string;
  /** Number viewers type. */
  readonly number: string;
  /** Whether guides leave it out on purpose. */
  readonly guide?: { readonly isHidden: boolean };
}
