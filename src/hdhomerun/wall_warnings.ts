import { messageOf } from "../fault.ts";
import type { Logger } from "../log.ts";
import type { NetworkAddress } from "./addresses.ts";

/**
 * Tells once of each interface the wall keeps us from. The launcher lets us speak on the networks there were when the
 * program began; one with public addresses that came later is shut.
 */
export class WallWarnings {
  #told = new Set<string>();

  /**
   * Nothing is told yet.
   *
   * @param user Who cannot speak: `SSDP`.
   * @param log Where it is told.
   */
  constructor(private readonly user: string, private readonly log: Logger) {}

  /**
   * Tells of it, if it is the wall.
   *
   * @param thrown What was caught.
   * @param address The interface's address.
   * @param present The addresses there are; others are forgotten.
   * @returns Whether it is the wall.
   */
  tell(thrown: unknown, address: string, present: readonly NetworkAddress[]): boolean {
    if (!(thrown instanceof Deno.errors.NotCapable)) return false;
    this.#told = new Set(present.map((one) => one.address).filter((one) => this.#told.has(one)));
    if (!this.#told.has(address)) {
      const reason = messageOf(thrown);
      this.log.warn(`${this.user} may not use an interface: start the program anew`, { address, reason });
    }
    this.#told.add(address);
    return true;
  }
}
