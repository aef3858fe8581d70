/** What may happen to a transport stream on its way. */
import fc from "fast-check";

/** One mishap; `at` and the rest are taken modulo what there is. */
export interface Damage {
  readonly kind: "flip" | "lose" | "double" | "swap" | "garbage" | "cut" | "error" | "scramble";
  readonly at: number;
  readonly value: number;
}

/** A handful of mishaps. */
export const damages: fc.Arbitrary<Damage[]> = fc.array(
  fc.record({
    kind: fc.constantFrom("flip", "lose", "double", "swap", "garbage", "cut", "error", "scramble"),
    at: fc.nat(),
    value: fc.integer({ min: 0, max: 255 }),
  }),
  { maxLength: 12 },
);

/** The stream after all of it. */
export function damage(bytes: Uint8Array, list: readonly Damage[]): Uint8Array {
  return list.reduce(hurt, bytes);
}

/** The stream without one packet. */
export function withoutPacket(bytes: Uint8Array, packet: number): Uint8Array {
  return joined(bytes.subarray(0, packet * 188), bytes.subarray((packet + 1) * 188));
}

function hurt(bytes: Uint8Array, { kind, at, value }: Damage): Uint8Array {
  const packets = Math.floor(bytes.length / 188);
  if (packets < 2) return bytes;
  const packet = at % (packets - 1);
  const from = packet * 188;
  const [before, one, rest] = [
    bytes.subarray(0, from),
    bytes.slice(from, from + 188),
    bytes.subarray(from + 188),
  ];
  switch (kind) {
    case "flip":
      return bytes.with(at % bytes.length, value);
    case "lose":
      return withoutPacket(bytes, packet);
    case "double":
      return joined(before, one, one, rest);
    case "swap":
      return joined(before, rest.slice(0, 188), one, rest.subarray(188));
    case "garbage":
      return joined(before, one.subarray(0, value % 188).map((byte) => byte ^ value), one, rest);
    case "cut":
      return joined(before, one.subarray(0, value % 188), rest);
    case "error":
      return joined(before, one.with(1, (one[1] ?? 0) | 0x80), rest);
    case "scramble":
      return joined(before, one.with(3, (one[3] ?? 0) | 0xc0), rest);
  }
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}
