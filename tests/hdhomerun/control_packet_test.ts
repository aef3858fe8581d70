import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { plainRecord } from "../fakes/plain_record.ts";
import {
  encodeGetSet,
  encodeGetSetReply,
  type GetSetRequest,
  parseGetSet,
  Unpacker,
} from "../../src/hdhomerun/control_packet.ts";
import { decodePacket, encodePacket, TAG, valueOf } from "../../src/hdhomerun/packet.ts";

const TEXT = fc.stringMatching(/^[\x20-\x7e]{1,60}$/);
const REQUEST: fc.Arbitrary<GetSetRequest> = plainRecord({
  name: TEXT,
  value: fc.option(TEXT),
  lockKey: fc.option(fc.nat(0xffffffff)),
});
const GOOD: GetSetRequest = { name: "/sys/model", value: null, lockKey: null };

Deno.test({
  name: "parseGetSet() reads what hdhomerun_config was seen to send",
  permissions: "none",
  fn() {
    const bytes = encodePacket({
      type: 4,
      values: [{ tag: 3, value: new TextEncoder().encode("/sys/model\0") }],
    });
    deepStrictEqual(encodeGetSet(GOOD), bytes);
    deepStrictEqual(parse(bytes), GOOD);
  },
});

Deno.test({
  name: "parseGetSet() reads back what encodeGetSet() laid out, however it is split or joined",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(
        fc.array(REQUEST, { maxLength: 5 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (requests, cuts) => {
          const bytes = Uint8Array.from(requests.flatMap((request) => [...encodeGetSet(request)]));
          const unpacker = new Unpacker();
          const found: (GetSetRequest | null)[] = [];
          let at = 0;
          for (const length of [...cuts, bytes.length]) {
            const { packets, isBroken } = unpacker.push(bytes.subarray(at, at + length));
            strictEqual(isBroken, false);
            found.push(...packets.map(parseGetSet));
            at += length;
          }
          deepStrictEqual(found, requests);
        },
      ),
    );
  },
});

Deno.test({
  name: "Unpacker: what was whole before the damage is given, the damage is told",
  permissions: "none",
  async fn(t) {
    const good = encodeGetSet(GOOD);
    const damaged = good.slice();
    damaged[8] = 0;
    const cases = [
      { name: "a wrong checksum", bytes: damaged },
      { name: "a length no packet has", bytes: Uint8Array.of(0, 4, 0xff, 0xff) },
    ];
    for (const { name, bytes } of cases) {
      await t.step(name, () => {
        const { packets, isBroken } = new Unpacker().push(Uint8Array.of(...good, ...bytes));
        deepStrictEqual(packets.map(parseGetSet), [GOOD]);
        strictEqual(isBroken, true);
      });
    }
  },
});

Deno.test({
  name: "parseGetSet() refuses what is no plain request",
  permissions: "none",
  async fn(t) {
    const text = (words: string) => new TextEncoder().encode(words);
    const cases = [
      { name: "another type", type: 2, values: [{ tag: 3, value: text("/sys/model\0") }] },
      { name: "no name", type: 4, values: [] },
      { name: "an empty name", type: 4, values: [{ tag: 3, value: text("\0") }] },
      { name: "a name with a line break", type: 4, values: [{ tag: 3, value: text("/sys\nmodel\0") }] },
      { name: "a name with an umlaut", type: 4, values: [{ tag: 3, value: text("/sys/mödel\0") }] },
      {
        name: "a key of two bytes",
        type: 4,
        values: [{ tag: 3, value: text("/a\0") }, { tag: 0x15, value: new Uint8Array(2) }],
      },
      {
        name: "an empty key",
        type: 4,
        values: [{ tag: 3, value: text("/a\0") }, { tag: 0x15, value: new Uint8Array() }],
      },
    ];
    for (const { name, ...packet } of cases) {
      await t.step(name, () => strictEqual(parseGetSet(packet), null));
    }
    await t.step("but does without the NUL", () => {
      deepStrictEqual(parseGetSet({ type: 4, values: [{ tag: 3, value: text("help") }] })?.name, "help");
    });
  },
});

Deno.test({
  name: "encodeGetSetReply(): the name, then value or error, each with its NUL, and always short enough",
  permissions: "none",
  fn() {
    fc.assert(fc.property(fc.string(), fc.string({ unit: "grapheme", maxLength: 3_000 }), (name, words) => {
      for (const answer of [{ value: words }, { error: words }]) {
        const packet = decodePacket(encodeGetSetReply(name, answer));
        strictEqual(packet?.type, 5);
        const tags = packet.values.map(({ tag }) => tag);
        deepStrictEqual(tags, [TAG.getSetName, "value" in answer ? TAG.getSetValue : TAG.errorMessage]);
        for (const { value } of packet.values) strictEqual(value.at(-1), 0);
      }
    }));
    const error = decodePacket(encodeGetSetReply("/nope", { error: "unknown getset variable" }));
    const words = error && valueOf(error, TAG.errorMessage);
    strictEqual(new TextDecoder().decode(words ?? undefined), "ERROR: unknown getset variable\0");
  },
});

function parse(bytes: Uint8Array): GetSetRequest | null {
  const packet = decodePacket(bytes);
  return packet && parseGetSet(packet);
}
