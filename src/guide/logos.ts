import type { Channel } from "../channel.ts";
import { makeLogo } from "./logo.ts";
import { Recent } from "./recent.ts";

/** Logos kept ready; each takes about 30 kB. */
const LOGOS_MAX = 500;

/** The channels' logos: drawing one takes a moment, and clients ask for all of them again and again. */
export class Logos {
  readonly #recent = new Recent<Promise<Uint8Array<ArrayBuffer>>>(LOGOS_MAX);

  /** A channel's logo as PNG, drawn anew when its number or name changed. */
  of(channel: Pick<Channel, "number" | "name" | "guideId">): Promise<Uint8Array<ArrayBuffer>> {
    const { guideId, number, name } = channel;
    return this.#recent.get(JSON.stringify([guideId, number, name]), () => makeLogo(channel));
  }
}
