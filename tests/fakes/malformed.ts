import { encodeGetSet } from "../../src/hdhomerun/control_packet.ts";
import { crc32 } from "../../src/hdhomerun/crc32.ts";
import { encodeDiscoveryRequest } from "../../src/hdhomerun/discovery_packet.ts";
import { WILDCARD } from "../../src/hdhomerun/packet.ts";
import type { Rng } from "../../src/rng.ts";

const SEARCH = 'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\n' +
  "ST: ssdp:all\r\n\r\n";

/** Makes bytes that nobody may answer, each kind as often as another; the same ones for the same seed. */
export class Malformed {
  /** @param rng Seeded. */
  constructor(private readonly rng: Rng) {}

  /** For UDP and TCP port 65001. */
  packet(): Uint8Array {
    const kinds = [
      () => this.#noise(1_600),
      () => this.#flipped(this.#good()),
      () => this.#good().slice(0, -1 - this.#below(12)),
      () => Uint8Array.of(...this.#good().slice(0, 4), ...this.#noise(40)),
      () => this.#wrongLength(),
      () => this.#sealed(this.#noTlv(), this.#below(5)),
      () => this.#sealed(this.#noise(600), 0x100 + this.#below(0xfeff)),
      () => this.#sealed(this.#longName(), 4),
      () => this.#sealed(new Uint8Array(), 2 + 2 * this.#below(2)),
      () => encodeDiscoveryRequest({ types: [5, 6], deviceId: null }),
    ];
    return kinds[this.#below(kinds.length)]?.() ?? new Uint8Array();
  }

  /** For UDP port 1900. */
  search(): Uint8Array {
    const required = ["M-SEARCH", "MAN", "ssdp:discover", "MX: 1", "ST: ssdp:all", "HTTP/1.1"];
    const word = required[this.#below(required.length)] ?? "";
    const spoilt = SEARCH.replace(word, word.slice(0, this.#below(word.length)));
    const bytes = new TextEncoder().encode(spoilt);
    return this.#below(3) === 0 ? this.#noise(2_000) : bytes;
  }

  /** Cuts bytes into pieces as a network may. */
  pieces(bytes: Uint8Array): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    for (let at = 0; at < bytes.length;) {
      const length = this.#below(4) === 0 ? 1 + this.#below(9) : bytes.length;
      pieces.push(bytes.slice(at, at + length));
      at += length;
    }
    return pieces;
  }

  #good(): Uint8Array {
    const name = ["/sys/model", "/tuner0/status", "help"][this.#below(3)] ?? "";
    return this.#below(2) === 0
      ? encodeDiscoveryRequest({ types: [WILDCARD], deviceId: null })
      : encodeGetSet({ name, value: this.#below(2) === 0 ? null : "auto:v7", lockKey: null });
  }

  #noise(bytesMax: number): Uint8Array {
    return Uint8Array.from({ length: this.#below(bytesMax) }, () => this.#below(256));
  }

  #flipped(bytes: Uint8Array): Uint8Array {
    for (let flips = 1 + this.#below(3); flips > 0; flips--) {
      const at = this.#below(bytes.length);
      // By another amount each time, so that two flips never cancel out.
      bytes[at] = (bytes[at] ?? 0) ^ (1 << (flips + this.#below(2) * 4 - 1));
    }
    return bytes;
  }

  #wrongLength(): Uint8Array {
    const bytes = this.#good();
    bytes[2] = this.#below(256);
    bytes[3] = (bytes[3] ?? 0) ^ (1 + this.#below(255));
    return bytes;
  }

  /** A tag whose length leads out of the packet. */
  #noTlv(): Uint8Array {
    const body = this.#noise(100);
    return Uint8Array.of(1 + this.#below(4), 0xff, 0xff, ...body);
  }

  #longName(): Uint8Array {
    const name = this.#noise(120);
    return Uint8Array.of(3, name.length + 2, 1, ...name, 0);
  }

  /** A packet with a right checksum, whatever is inside. */
  #sealed(payload: Uint8Array, type: number): Uint8Array {
    const bytes = new Uint8Array(payload.length + 8);
    const view = new DataView(bytes.buffer);
    view.setUint16(0, type);
    view.setUint16(2, payload.length);
    bytes.set(payload, 4);
    view.setUint32(payload.length + 4, crc32(bytes.subarray(0, -4)), true);
    return bytes;
  }

  #below(limit: number): number {
    return Math.floor(this.rng() * limit);
  }
}
