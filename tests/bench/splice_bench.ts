import { type AccessUnit, Demuxer, PACKET_BYTES } from "../../src/mpegts/mod.ts";
import { silenceFrom, Splicer } from "../../src/splice/mod.ts";
import { buildTs } from "../fakes/ts_builder.ts";
import type { Bench, Row } from "./bench.ts";
import { shortestRun } from "./stopwatch.ts";

/**
 * How many packets a second one core takes apart and joins.
 *
 * The programme has the shape of an encode at about 3 Mbit/s: pictures of 8 to 300 packets, sound of two packets.
 */
export const spliceBench: Bench = {
  name: "splice",
  about: "the splicer alone, on one core",
  needs: [],
  async *run({ isQuick }) {
    const { programme, units } = makeProgramme();
    const rounds = Math.ceil((isQuick ? 500_000 : 2_000_000) / (programme.length / PACKET_BYTES));
    const packets = rounds * programme.length / PACKET_BYTES;
    const parts = inParts(units);
    const rate = async (work: () => void) => packets / await shortestRun(work) / 1e6;
    const demuxing = await rate(() => times(rounds, () => demux(programme)));
    const splicing = await rate(() => splice(rounds, units, () => parts));
    const both = await rate(() => splice(rounds, units, () => demux(programme)));
    yield row("taking apart", demuxing);
    yield { ...row("joining", splicing), atLeast: 10 };
    yield { ...row("both", both), atLeast: 10 };
  },
};

const READ_BYTES = 65_536;
const frameRate = { num: 30, den: 1 };

function makeProgramme(): { programme: Uint8Array; units: readonly AccessUnit[] } {
  const { bytes: programme } = buildTs({
    frames: 150,
    frameTicks: 3000,
    depth: 2,
    gop: 50,
    startPts: 126_000,
    audioOffset: -1920,
    pictureBytes: (slot) => slot % 50 === 0 ? 55_000 : 2_000 + (slot * 7919) % 18_000,
  });
  return { programme, units: new Demuxer().push(programme) };
}

function row(what: string, value: number): Row {
  return { what, value, unit: "M packets/s", beside: `${(value * PACKET_BYTES).toFixed(0)} MB/s` };
}

function times(count: number, work: () => void): void {
  for (let round = 0; round < count; round++) work();
}

function inParts(units: readonly AccessUnit[]): AccessUnit[][] {
  const parts: AccessUnit[][] = [];
  for (let at = 0; at < units.length; at += 8) parts.push(units.slice(at, at + 8));
  return parts;
}

function demux(programme: Uint8Array): AccessUnit[][] {
  const demuxer = new Demuxer();
  const found: AccessUnit[][] = [];
  for (let at = 0; at < programme.length; at += READ_BYTES) {
    found.push(demuxer.push(programme.subarray(at, at + READ_BYTES)));
  }
  return found;
}

function splice(rounds: number, units: readonly AccessUnit[], take: () => readonly AccessUnit[][]): void {
  const silence = silenceFrom(units);
  const splicer = new Splicer({ frameRate, sampleRate: 48_000, serviceName: "Bench", silence });
  times(rounds, () => {
    splicer.begin({ frameRate, hasAudio: true, stopTicks: null });
    for (const part of take()) splicer.push(part);
    splicer.cut();
  });
}
