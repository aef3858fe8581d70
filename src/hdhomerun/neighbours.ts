import type { Clock } from "../clock.ts";
import { LIMITS } from "../limits.ts";
import { isNeighbour, type NetworkAddress } from "./addresses.ts";

/** Knows who is a neighbour, without a look at the interfaces for each stranger that asks. */
export class Neighbours {
  #own: readonly NetworkAddress[] = [];
  #lookedAtMs = -Infinity;

  /**
   * Looks at nothing yet.
   *
   * @param clock Tells when to look again.
   * @param look Gives the addresses of this machine that clients reach us at.
   */
  constructor(private readonly clock: Clock, private readonly look: () => readonly NetworkAddress[]) {}

  /** Whether an address is a neighbour's. */
  has(address: string): boolean {
    return isNeighbour(address, []) || isNeighbour(address, this.#present());
  }

  #present(): readonly NetworkAddress[] {
    const nowMs = this.clock.monotonicMs();
    if (nowMs - this.#lookedAtMs >= LIMITS.interfacesKeptMs) {
      this.#own = this.look();
      this.#lookedAtMs = nowMs;
    }
    return this.#own;
  }
}
