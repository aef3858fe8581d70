import { PACKET_BYTES, TICKS_PER_SECOND, TURN_TICKS } from "../../src/mpegts/mod.ts";

const HAS_ADAPTATION = 0x20;
const HAS_PCR = 0x10;

/**
 * A viewer that starts to play with the first byte, without any reserve of its own, and counts what comes too late.
 *
 * A packet is late when it is not there by the time its PCR says (ISO 13818-1, 2.4.2.2), counted from the first one.
 */
export class Watcher implements AsyncDisposable {
  /** Packets that came. */
  packets = 0;
  /** Packets that came too late. */
  latePackets = 0;
  /** The least time before its need that a packet came; below zero when one was late. */
  reserveMs = Infinity;
  #packetsSincePcr = 0;
  #firstArrivalMs: number | null = null;
  #playedTicks = 0;
  #pcrTicks = 0;
  readonly #watching: Promise<void>;

  private constructor(private readonly reader: ReadableStreamDefaultReader<Uint8Array>) {
    this.#watching = this.#watch();
  }

  /** Tunes in. */
  static async tune(url: string): Promise<Watcher> {
    const { body, status } = await fetch(url);
    if (body === null || status !== 200) throw new Error(`Cannot tune ${url}: ${status}`);
    return new Watcher(body.getReader());
  }

  /** Begins the least reserve anew: with the first bytes there is none. */
  forgetReserve(): void {
    this.reserveMs = Infinity;
  }

  /** Leaves. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.reader.cancel();
    await this.#watching;
  }

  async #watch(): Promise<void> {
    let rest = new Uint8Array(0);
    for (
      let { value } = await this.reader.read();
      value !== undefined;
      { value } = await this.reader.read()
    ) {
      rest = this.#take(join(rest, value));
    }
  }

  /** Reads whole packets; returns what is left. */
  #take(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    const nowMs = performance.now();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (; at + PACKET_BYTES <= bytes.length; at += PACKET_BYTES) {
      this.packets += 1;
      this.#packetsSincePcr += 1;
      const hasPcr = (view.getUint8(at + 3) & HAS_ADAPTATION) !== 0 && view.getUint8(at + 4) > 0 &&
        (view.getUint8(at + 5) & HAS_PCR) !== 0;
      if (hasPcr) this.#note(view.getUint32(at + 6) * 2 + (view.getUint8(at + 10) >> 7), nowMs);
    }
    return bytes.slice(at);
  }

  #note(pcrTicks: number, nowMs: number): void {
    if (this.#firstArrivalMs === null) this.#firstArrivalMs = nowMs;
    else this.#playedTicks += (pcrTicks - this.#pcrTicks + TURN_TICKS) % TURN_TICKS;
    this.#pcrTicks = pcrTicks;
    const neededAtMs = this.#firstArrivalMs + this.#playedTicks / TICKS_PER_SECOND * 1_000;
    this.reserveMs = Math.min(this.reserveMs, neededAtMs - nowMs);
    if (nowMs > neededAtMs) this.latePackets += this.#packetsSincePcr;
    this.#packetsSincePcr = 0;
  }
}

function join(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
