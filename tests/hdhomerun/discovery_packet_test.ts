import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { plainRecord } from "../fakes/plain_record.ts";
import {
  encodeDiscoveryReply,
  encodeDiscoveryRequest,
  isSought,
  parseDiscoveryReply,
  parseDiscoveryRequest,
} from "../../src/hdhomerun/discovery_packet.ts";
import { decodePacket, encodePacket, WILDCARD } from "../../src/hdhomerun/packet.ts";

const ID = "E5E17005";
const REPLY = {
  deviceId: ID,
  deviceAuth: "abcdefghijklmnopqrstuvwx",
  tunerCount: 4,
  baseUrl: "http://192.168.1.20:8411",
};

Deno.test({
  name: "parseDiscoveryRequest() reads what real clients were seen to send",
  permissions: "none",
  async fn(t) {
    const cases = [
      {
        name: "hdhomerun_config of 2022, Jellyfin",
        hex: "0002000c0104ffffffff0204ffffffff73cc7d8f",
        want: { types: [WILDCARD], deviceId: null },
      },
      {
        name: "Kodi, Home Assistant",
        hex: "0002000c0104000000010204ffffffff4e507f35",
        want: { types: [1], deviceId: null },
      },
      {
        name: "libhdhomerun since 2022, without an id",
        hex: "000200060104ffffffff4c20cb4e",
        want: { types: [WILDCARD], deviceId: null },
      },
    ];
    for (const { name, hex, want } of cases) {
      await t.step(name, () => {
        deepStrictEqual(parseDiscoveryRequest(bytesOf(hex)), want);
        strictEqual(isSought(want, ID), true);
      });
    }
  },
});

Deno.test({
  name: "encodeDiscoveryReply() is byte for byte what clients were seen to accept",
  permissions: "none",
  fn() {
    strictEqual(
      hexOf(encodeDiscoveryReply({ ...REPLY, tunerCount: 2, baseUrl: "http://10.98.0.1:8411" })),
      "00030063" + "010400000001" + "0204e5e17005" + "100102" +
        "2b18" + hexOf(new TextEncoder().encode(REPLY.deviceAuth)) +
        "2a15" + hexOf(new TextEncoder().encode("http://10.98.0.1:8411")) +
        "2721" + hexOf(new TextEncoder().encode("http://10.98.0.1:8411/lineup.json")) + "CRC",
    );
  },
});

Deno.test({
  name: "isSought(): a tuner of any id or ours, nothing else",
  permissions: "none",
  async fn(t) {
    const cases = [
      { types: [1, 5], deviceId: null, want: true },
      { types: [WILDCARD], deviceId: ID, want: true },
      { types: [1], deviceId: "10AA5474", want: false },
      { types: [5], deviceId: null, want: false },
      { types: [5], deviceId: ID, want: false },
      { types: [], deviceId: ID, want: false },
    ];
    for (const { want, ...request } of cases) {
      await t.step(JSON.stringify(request), () => strictEqual(isSought(request, ID), want));
    }
  },
});

Deno.test({
  name: "parseDiscoveryRequest() reads back what encodeDiscoveryRequest() laid out",
  permissions: "none",
  fn() {
    const id = fc.stringMatching(/^[0-9A-F]{8}$/).filter((digits) => digits !== "FFFFFFFF");
    const request = plainRecord({
      types: fc.array(fc.nat(WILDCARD), { maxLength: 8 }),
      deviceId: fc.option(id),
    });
    fc.assert(fc.property(request, (it) => {
      deepStrictEqual(parseDiscoveryRequest(encodeDiscoveryRequest(it)), it);
    }));
  },
});

Deno.test({
  name: "parseDiscoveryReply() reads back what encodeDiscoveryReply() laid out",
  permissions: "none",
  fn() {
    const reply = plainRecord({
      deviceId: fc.stringMatching(/^[0-9A-F]{8}$/),
      deviceAuth: fc.stringMatching(/^[A-Za-z0-9]{24}$/),
      tunerCount: fc.integer({ min: 1, max: 32 }),
      baseUrl: fc.webUrl(),
    });
    fc.assert(fc.property(reply, (it) => {
      deepStrictEqual(parseDiscoveryReply(encodeDiscoveryReply(it)), it);
    }));
  },
});

Deno.test({
  name: "parseDiscoveryRequest() takes nothing that is no request",
  permissions: "none",
  async fn(t) {
    const value = (...bytes: number[]) => Uint8Array.from(bytes);
    const cases = [
      { name: "our own answer", bytes: encodeDiscoveryReply(REPLY) },
      { name: "a type of three bytes", bytes: request({ tag: 1, value: value(0, 0, 1) }) },
      { name: "a type of eight bytes", bytes: request({ tag: 1, value: value(0, 0, 0, 1, 0, 0, 0, 5) }) },
      { name: "half a list of types", bytes: request({ tag: 0x2d, value: value(0, 0, 0, 1, 0, 0) }) },
      { name: "an empty id", bytes: request({ tag: 2, value: value() }) },
      { name: "nothing", bytes: value() },
    ];
    for (const { name, bytes } of cases) {
      await t.step(name, () => strictEqual(parseDiscoveryRequest(bytes), null));
    }
    await t.step("but skips values it does not know", () => {
      const bytes = request({ tag: 0x77, value: value(1) }, { tag: 1, value: value(0, 0, 0, 1) });
      deepStrictEqual(parseDiscoveryRequest(bytes), { types: [1], deviceId: null });
    });
  },
});

function request(...values: { tag: number; value: Uint8Array }[]): Uint8Array {
  return encodePacket({ type: 2, values });
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Digits of the bytes; of a packet, without its checksum, which {@link decodePacket} has looked at. */
function hexOf(bytes: Uint8Array): string {
  const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return decodePacket(bytes) === null ? digits : `${digits.slice(0, -8)}CRC`;
}
