import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type AccessUnit, Demuxer, type DemuxerOptions } from "../../src/mpegts/mod.ts";
import { type BuildOptions, buildTs, type Built } from "../fakes/ts_builder.ts";

const PLAIN: BuildOptions = {
  frames: 40,
  frameTicks: 3000,
  depth: 2,
  gop: 15,
  startPts: 133_500,
  audioOffset: -1920,
};

const programmes: fc.Arbitrary<BuildOptions> = fc.record({
  frames: fc.integer({ min: 1, max: 40 }),
  frameTicks: fc.constantFrom(3000, 3600, 3753.75, 1500),
  depth: fc.constantFrom(0, 1, 2, 3),
  gop: fc.integer({ min: 1, max: 30 }),
  startPts: fc.oneof(
    fc.integer({ min: 0, max: 2 ** 33 - 1 }),
    fc.integer({ min: 2 ** 33 - 90_000, max: 2 ** 33 - 1 }),
  ),
  audioOffset: fc.option(fc.integer({ min: -4000, max: 4000 })),
  pictureBytes: fc.integer({ min: 0, max: 900 }).map((most) => (slot: number) => (slot * 7919) % (most + 1)),
  alwaysDts: fc.boolean(),
  hasLength: fc.boolean(),
  pcr: fc.constantFrom("all", "keys", "none"),
  isInterleaved: fc.boolean(),
});

function demux(bytes: Uint8Array, cuts: readonly number[] = [], options: DemuxerOptions = {}) {
  const demuxer = new Demuxer(options);
  const units: AccessUnit[] = [];
  let from = 0;
  for (const cut of [...cuts.map((part) => part % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]) {
    units.push(...demuxer.push(bytes.subarray(from, cut)));
    from = cut;
  }
  units.push(...demuxer.end(true));
  return { units, demuxer };
}

/** The stream's own content of a unit: what lies behind the PES header, read the slow way. */
function contentOf(unit: AccessUnit): number[] {
  const content: number[] = [];
  let packets = 0;
  for (let at = unit.from; at < unit.to; at += 188) {
    const packet = [...unit.block.subarray(at, at + 188)];
    const [, one = 0, two = 0, three = 0, length = 0] = packet;
    if ((((one & 31) << 8) | two) !== unit.pid) continue;
    packets++;
    content.push(...packet.slice(4 + ((three & 0x20) !== 0 ? 1 + length : 0)));
  }
  strictEqual(packets, unit.packets);
  return content.slice(9 + (content[8] ?? 0));
}

function sameAsBuilt(units: readonly AccessUnit[], built: Built): void {
  for (const kind of ["video", "audio"] as const) {
    const found = units.filter((unit) => unit.kind === kind);
    const sent = built.units.filter((unit) => unit.kind === kind);
    const turn = 2 ** 33 * Math.round(((found[0]?.pts ?? 0) - (sent[0]?.pts ?? 0)) / 2 ** 33);
    deepStrictEqual(
      found.map(({ pts, isKey }) => ({ pts: pts - turn, isKey })),
      sent.map(({ pts, isKey }) => ({ pts, isKey })),
    );
  }
}

Deno.test({
  name: "Demuxer finds every unit of any programme, however the bytes are cut",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, fc.array(fc.nat(), { maxLength: 30 }), (options, cuts) => {
        const built = buildTs(options);
        const { units, demuxer } = demux(built.bytes, cuts, { blockBytes: 4096 });
        sameAsBuilt(units, built);
        const { packets, ...damage } = demuxer.counters;
        strictEqual(packets, built.bytes.length / 188);
        deepStrictEqual(Object.values(damage).every((count) => count === 0), true, JSON.stringify(damage));
        for (const unit of units) ok(unit.from % 1 === 0 && unit.to <= unit.block.length);
      }),
      { numRuns: 150 },
    );
  },
});

Deno.test({
  name: "Demuxer gives the same units byte by byte as in one piece, with the same content",
  permissions: "none",
  fn() {
    const { bytes } = buildTs({ ...PLAIN, isInterleaved: true, hasLength: false });
    const plain = (units: AccessUnit[]) =>
      units.map((unit) => ({ ...unit, block: 0, from: 0, to: 0, content: contentOf(unit) }));
    const whole = demux(bytes, []).units;
    const single = demux(
      bytes,
      Array.from({ length: bytes.length }, (_, at) => at),
      { blockBytes: 1000 },
    ).units;
    deepStrictEqual(plain(single), plain(whole));
  },
});

Deno.test({
  name: "Demuxer survives any damage, counts it, and its units stay whole packets of their PID",
  permissions: "none",
  fn() {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 20 });
    const cutOut = fc.tuple(fc.nat(), fc.nat({ max: 500 }));
    fc.assert(
      fc.property(
        programmes,
        damage,
        cutOut,
        fc.array(fc.nat(), { maxLength: 8 }),
        (options, flips, hole, cuts) => {
          const bytes = buildTs(options).bytes;
          for (const [at, value] of flips) bytes[at % bytes.length] = value;
          const from = hole[0] % bytes.length;
          const torn = Uint8Array.from([...bytes.subarray(0, from), ...bytes.subarray(from + hole[1])]);
          const { units, demuxer } = demux(torn, cuts, { blockBytes: 4096 });
          for (const unit of units) {
            strictEqual((unit.to - unit.from) % 188, 0);
            for (let at = unit.from; at < unit.to; at += 188) strictEqual(unit.block[at], 0x47);
            contentOf(unit);
          }
          ok(demuxer.counters.packets * 188 + demuxer.counters.resyncBytes <= torn.length);
          const again = demux(torn, [], { blockBytes: 4096 });
          deepStrictEqual(again.demuxer.counters, demuxer.counters);
          deepStrictEqual(again.units.map(({ pts }) => pts), units.map(({ pts }) => pts));
        },
      ),
      { numRuns: 150 },
    );
  },
});

Deno.test({
  name: "Demuxer after a kill at any byte never gives a unit that is cut",
  permissions: "none",
  fn() {
    fc.assert(
      fc.property(programmes, fc.nat(), (options, cut) => {
        const built = buildTs({ ...options, hasLength: true });
        const whole = demux(built.bytes).units.map((unit) => contentOf(unit).join());
        const demuxer = new Demuxer();
        const units = demuxer.push(built.bytes.subarray(0, cut % built.bytes.length));
        strictEqual(demuxer.end(false).length, 0);
        for (const [index, unit] of units.entries()) strictEqual(contentOf(unit).join(), whole[index]);
      }),
      { numRuns: 80 },
    );
  },
});

Deno.test({ name: "Demuxer, one case after the other", permissions: "none" }, async (t) => {
  const built = buildTs(PLAIN);
  const pictures = built.units.filter((unit) => unit.kind === "video");

  await t.step("keeps a picture of unknown length at a clean end and drops it after a kill", () => {
    const { bytes } = buildTs({ ...PLAIN, audioOffset: null, hasLength: false });
    const clean = new Demuxer();
    const killed = new Demuxer();
    strictEqual(clean.push(bytes).length, PLAIN.frames - 1);
    strictEqual(killed.push(bytes).length, PLAIN.frames - 1);
    strictEqual(clean.end(true).length, 1);
    strictEqual(killed.end(false).length, 0);
    strictEqual(killed.counters.droppedUnits, 1);
  });

  await t.step("knows the streams once the PMT came", () => {
    const demuxer = new Demuxer();
    demuxer.push(built.bytes.subarray(0, 188 + 187));
    strictEqual(demuxer.streams, null);
    demuxer.push(built.bytes.subarray(188 + 187));
    deepStrictEqual(demuxer.streams, { programNumber: 1, videoPid: 0x100, audioPid: 0x101 });
  });

  await t.step("says that there is no sound", () => {
    const { demuxer } = demux(buildTs({ ...PLAIN, audioOffset: null }).bytes);
    strictEqual(demuxer.streams?.audioPid, null);
  });

  await t.step("drops the picture a packet is missing from and counts one continuity error", () => {
    const torn = Uint8Array.from(built.bytes);
    const from = packetsOf(torn, 0x100)[3] ?? 0;
    const { units, demuxer } = demux(
      Uint8Array.from([...torn.subarray(0, from), ...torn.subarray(from + 188)]),
    );
    strictEqual(demuxer.counters.continuityErrors, 1);
    strictEqual(units.filter((unit) => unit.kind === "video").length, pictures.length - 1);
    strictEqual(demuxer.counters.droppedUnits, 1);
  });

  await t.step("ignores a packet that is sent twice", () => {
    const at = packetsOf(built.bytes, 0x100)[1] ?? 0;
    const { bytes } = built;
    const twice = Uint8Array.from([...bytes.subarray(0, at + 188), ...bytes.subarray(at)]);
    const { units, demuxer } = demux(twice);
    sameAsBuilt(units, built);
    strictEqual(demuxer.counters.duplicates, 1);
    const whole = demux(bytes).units.map(contentOf);
    deepStrictEqual(units.map(contentOf), whole);
  });

  await t.step("finds sync again behind bytes that are no packets and counts them", () => {
    const junk = new Uint8Array(333).fill(0x47, 100, 101);
    const { units, demuxer } = demux(Uint8Array.from([...junk, ...built.bytes]));
    sameAsBuilt(units, built);
    strictEqual(demuxer.counters.resyncBytes, junk.length);
  });

  await t.step("does not believe a table whose CRC is wrong", () => {
    const bytes = Uint8Array.from(built.bytes);
    bytes[188 + 20] = 0x55;
    const demuxer = new Demuxer();
    demuxer.push(bytes.subarray(0, 376));
    strictEqual(demuxer.streams, null);
    strictEqual(demuxer.counters.badPsi, 1);
  });

  await t.step("drops a picture that has more bytes than its PES packet says", () => {
    const { bytes } = buildTs({ ...PLAIN, audioOffset: null, hasLength: true });
    const at = bytes.findIndex((byte, index) =>
      byte === 0xe0 && bytes[index - 1] === 1 && bytes[index - 2] === 0 && bytes[index - 3] === 0
    );
    const lengthAt = at + 2;
    const { units, demuxer } = demux(bytes.with(lengthAt, (bytes[lengthAt] ?? 0) - 5));
    strictEqual(units.length, PLAIN.frames - 1);
    deepStrictEqual([demuxer.counters.badPes, demuxer.counters.droppedUnits], [1, 1]);
  });

  await t.step("drops a unit that is longer than allowed instead of keeping it for ever", () => {
    const { bytes } = buildTs({
      ...PLAIN,
      audioOffset: null,
      pictureBytes: (slot) => slot === 8 ? 40_000 : 200,
    });
    const { units, demuxer } = demux(bytes, [], { blockBytes: 4096, unitBytesMax: 8192 });
    strictEqual(units.length, PLAIN.frames - 1);
    strictEqual(demuxer.counters.droppedUnits, 1);
  });

  await t.step("tells parameter sets apart and gives equal ones the same number", () => {
    const hashes = [1, 1, 2, 300].map((parameters) => demux(buildTs({ ...PLAIN, parameters }).bytes).units)
      .map((units) => new Set(units.filter((unit) => unit.isKey).map((unit) => unit.parameters)));
    deepStrictEqual(hashes.map((hash) => hash.size), [1, 1, 1, 1]);
    deepStrictEqual(hashes[0], hashes[1]);
    strictEqual(new Set(hashes.flatMap((hash) => [...hash])).size, 3);
  });

  await t.step("gives pictures without parameter sets the number 0", () => {
    ok(demux(built.bytes).units.filter((unit) => !unit.isKey).every((unit) => unit.parameters === 0));
  });

  await t.step("unwraps sound and picture across the turn of the clock together", () => {
    const { bytes, units: sent } = buildTs({ ...PLAIN, startPts: 2 ** 33 - 30_000 });
    const { units } = demux(bytes);
    const turn = (units[0]?.dts ?? 0) - (sent[0]?.dts ?? 0);
    deepStrictEqual(units.map(({ pts }) => pts - turn), sent.map(({ pts }) => pts));
  });

  await t.step("finds nothing in noise and does not throw", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
      strictEqual(demux(bytes).units.length, 0);
    }));
  });
});

function packetsOf(bytes: Uint8Array, pid: number): number[] {
  const found: number[] = [];
  for (let at = 0; at < bytes.length; at += 188) {
    if (((((bytes[at + 1] ?? 0) & 31) << 8) | (bytes[at + 2] ?? 0)) === pid) found.push(at);
  }
  return found;
}
