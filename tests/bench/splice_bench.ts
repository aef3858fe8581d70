/**
 * How many packets a second one core demuxes and splices: `deno bench -A tests/bench/splice_bench.ts`.
 *
 * The programme has the shape of an encode at about 3 Mbit/s: pictures of 8 to 300 packets, sound of two packets.
 */
import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";
import { silenceFrom, Splicer } from "../../src/splice/mod.ts";
import { buildTs } from "../fakes/ts_builder.ts";

const READ_BYTES = 65_536;
const PACKETS = 2_000_000;

const frameRate = { num: 30, den: 1 };
const { bytes: programme } = buildTs({
  frames: 150,
  frameTicks: 3000,
  depth: 2,
  gop: 50,
  startPts: 126_000,
  audioOffset: -1920,
  pictureBytes: (slot) => slot % 50 === 0 ? 55_000 : 2_000 + (slot * 7919) % 18_000,
});
const units = new Demuxer().push(programme);
const silence = silenceFrom(units);
const rounds = Math.ceil(PACKETS / (programme.length / 188));

/** Runs `work` once to warm up and three times for the figure; returns the best in packets a second. */
function measure(name: string, work: () => void): void {
  work();
  const seconds = [1, 2, 3].map(() => {
    const start = performance.now();
    work();
    return (performance.now() - start) / 1000;
  });
  const packets = rounds * programme.length / 188;
  const best = packets / Math.min(...seconds);
  const line = `${name.padEnd(20)} ${(best / 1e6).toFixed(1)} M packets/s  ${
    (best * 188 / 1e6).toFixed(0)
  } MB/s\n`;
  Deno.stdout.writeSync(new TextEncoder().encode(line));
}

function demux(): AccessUnit[] {
  const demuxer = new Demuxer();
  const found: AccessUnit[] = [];
  for (let at = 0; at < programme.length; at += READ_BYTES) {
    found.push(...demuxer.push(programme.subarray(at, at + READ_BYTES)));
  }
  return found;
}

function spliceRounds(take: () => readonly AccessUnit[][]): void {
  const splicer = new Splicer({ frameRate, sampleRate: 48000, serviceName: "Bench", silence });
  for (let round = 0; round < rounds; round++) {
    splicer.begin({ frameRate, hasAudio: true, stopTicks: null });
    for (const part of take()) splicer.push(part);
    splicer.cut();
  }
}

const parts: AccessUnit[][] = [];
for (let at = 0; at < units.length; at += 8) parts.push(units.slice(at, at + 8));

measure("Demuxer", () => {
  for (let round = 0; round < rounds; round++) demux();
});
measure("Splicer", () => spliceRounds(() => parts));
measure("Demuxer + Splicer", () =>
  spliceRounds(() => {
    const demuxer = new Demuxer();
    const found: AccessUnit[][] = [];
    for (let at = 0; at < programme.length; at += READ_BYTES) {
      found.push(demuxer.push(programme.subarray(at, at + READ_BYTES)));
    }
    return found;
  }));
