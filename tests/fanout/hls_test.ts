import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { GopRing, type MediaChunk } from "../../src/fanout/gop_ring.ts";
import { HlsWindow } from "../../src/fanout/hls.ts";

const FIRST = 1_000;
const OPTIONS = { segmentMs: 4_000, window: 6, firstSequence: FIRST, epoch: "k3" };
const ALL = { horizonMs: Infinity, wallAtZeroMs: 0 };

function chunk(startMs: number, endMs: number, isKey = true, isDiscontinuity = false): MediaChunk {
  const bytes = new Uint8Array(188).fill(startMs / 100 % 251);
  return { bytes, startMs, endMs, isKey, isDiscontinuity, isSlate: false };
}

interface Gops {
  readonly isNewAt?: (index: number) => boolean;
  readonly isBreakAt?: (index: number) => boolean;
}

/** A ring that is fed with GOPs of the given lengths, and a playlist of it. */
function windowOf(gopsMs: readonly number[], { isNewAt, isBreakAt }: Gops = {}, options = OPTIONS) {
  const ring = new GopRing();
  const window = new HlsWindow(ring, options);
  let atMs = 0;
  gopsMs.forEach((gopMs, index) => {
    ring.append(chunk(atMs, atMs + gopMs, true, isNewAt?.(index) ?? false), isBreakAt?.(index) ?? false);
    window.advance(ALL);
    atMs += gopMs;
  });
  return { ring, window };
}

const repeat = (gopMs: number, count: number) => Array.from({ length: count }, () => gopMs);

interface Playlist {
  readonly target: number;
  readonly sequence: number;
  readonly discontinuitySequence: number;
  readonly segments: readonly Listed[];
}

interface Listed {
  readonly name: string;
  readonly seconds: number;
  readonly date: string;
  readonly isDiscontinuity: boolean;
}

/** A strict reader of what a live playlist must say. */
function read(text: string): Playlist {
  const tag = (name: string) => Number(new RegExp(`^#EXT-X-${name}:(\\d+)$`, "m").exec(text)?.[1]);
  match(text, /^#EXTM3U\n/);
  match(text, /^#EXT-X-INDEPENDENT-SEGMENTS$/m);
  const segments = [...text.matchAll(
    /^(#EXT-X-DISCONTINUITY\n)?#EXT-X-PROGRAM-DATE-TIME:(\S+)\n#EXTINF:([\d.]+),\n([^#\n]+)$/gm,
  )].map(([, discontinuity, date = "", seconds, name = ""]) => ({
    ...{ name, date },
    seconds: Number(seconds),
    isDiscontinuity: discontinuity !== undefined,
  }));
  strictEqual(segments.length, text.match(/#EXTINF/g)?.length ?? 0);
  return {
    target: tag("TARGETDURATION"),
    sequence: tag("MEDIA-SEQUENCE"),
    discontinuitySequence: tag("DISCONTINUITY-SEQUENCE"),
    segments,
  };
}

const playlistOf = ({ window }: { window: HlsWindow }) => read(window.playlist(""));
const secondsOf = (source: { window: HlsWindow }) =>
  playlistOf(source).segments.map(({ seconds }) => seconds);

Deno.test({
  name: "HlsWindow cuts",
  permissions: "none",
  async fn(t) {
    await t.step("short segments while it is young, so that a cold channel has a playlist at once", () => {
      const cold = windowOf([500, 500]);
      strictEqual(cold.window.isReady, true);
      deepStrictEqual(secondsOf(cold), [0.5]);
      deepStrictEqual(secondsOf(windowOf(repeat(500, 11))), repeat(0.5, 10));
      deepStrictEqual(secondsOf(windowOf(repeat(250, 11))), repeat(0.5, 5));
    });
    await t.step("long ones once players have what they want behind the live edge", () => {
      // Of the first twelve seconds, half are listed still.
      const grown = windowOf(repeat(500, 24 + 16 + 1));
      deepStrictEqual(secondsOf(grown), [...repeat(0.5, 8), 4, 4]);
    });
    await t.step("short ones again when memory lost all there were: players begin anew", () => {
      const { ring, window } = windowOf(repeat(500, 60));
      ring.clear();
      window.advance(ALL);
      for (const atMs of [30_000, 30_500]) ring.append(chunk(atMs, atMs + 500));
      window.advance(ALL);
      deepStrictEqual(secondsOf({ window }), [0.5]);
    });
    await t.step("no short segment where there is enough for a long one", () => {
      const ring = new GopRing();
      for (let atMs = 0; atMs < 14_000; atMs += 500) ring.append(chunk(atMs, atMs + 500));
      const window = new HlsWindow(ring, OPTIONS);
      window.advance(ALL);
      deepStrictEqual(secondsOf({ window }), [4, 4, 4]);
    });
    const CASES = [
      { name: "at the last key frame that fits", gopsMs: repeat(1_500, 14), want: [...repeat(1.5, 4), 3, 3] },
      {
        name: "a little late if that is where key frames lie",
        gopsMs: repeat(2_002, 12),
        want: [...repeat(2.002, 4), 4.004, 4.004],
      },
      { name: "at every key frame when they are rare", gopsMs: repeat(3_900, 4), want: [3.9, 3.9, 3.9] },
      {
        name: "never within a GOP, however long it is",
        gopsMs: [500, 9_000, 500, 4_000, 500],
        want: [0.5, 9, 0.5, 4],
      },
    ];
    for (const { name, gopsMs, want } of CASES) {
      await t.step(name, () => deepStrictEqual(secondsOf(windowOf(gopsMs)), want));
    }
    await t.step("where decoders need new parameters, with a tag", () => {
      const { segments } = playlistOf(windowOf(repeat(1_000, 13), { isNewAt: (index) => index === 6 }));
      deepStrictEqual(segments.map(({ seconds, isDiscontinuity }) => [seconds, isDiscontinuity]), [
        ...[[1, true], ...Array.from({ length: 5 }, () => [1, false])],
        ...[[1, true], ...Array.from({ length: 5 }, () => [1, false])],
      ]);
    });
    await t.step(
      "where another writer began, and ends the segment before where that one's output ended",
      () => {
        const ring = new GopRing();
        const window = new HlsWindow(ring, OPTIONS);
        for (const atMs of [0, 1_000, 2_000]) ring.append(chunk(atMs, atMs + 1_000));
        for (const atMs of [9_000, 10_000, 14_000]) ring.append(chunk(atMs, atMs + 1_000), atMs === 9_000);
        window.advance(ALL);
        const { segments } = playlistOf({ window });
        deepStrictEqual(segments.map(({ seconds, isDiscontinuity }) => [seconds, isDiscontinuity]), [
          [3, true],
          [1, true],
          [4, false],
        ]);
      },
    );
  },
});

Deno.test({
  name: "HlsWindow lists",
  permissions: "none",
  async fn(t) {
    await t.step("the newest segments, numbered on, and keeps older ones for who is late", () => {
      const source = windowOf(repeat(2_000, 120));
      const { segments, sequence } = playlistOf(source);
      strictEqual(segments.length, 6);
      deepStrictEqual(
        segments.map(({ name }) => name),
        [0, 1, 2, 3, 4, 5].map((step) => `${sequence + step}-k3.ts`),
      );
      // RFC 8216 §6.2.2: its own length and that of the playlist.
      for (let step = 1; step <= 7; step++) ok(source.window.segment(`${sequence - step}-k3.ts`) !== null);
      strictEqual(source.window.segment(`${FIRST}-k3.ts`), null);
      strictEqual(source.window.segment(`${sequence}-k2.ts`), null, "another playlist's");
      strictEqual(source.window.segment("999999-k3.ts"), null);
    });
    await t.step("what is due, by the date at which it airs", () => {
      const { ring, window } = windowOf([]);
      for (let atMs = 0; atMs < 20_000; atMs += 2_000) ring.append(chunk(atMs, atMs + 2_000));
      const startMs = Date.UTC(2026, 0, 5, 12);
      window.advance({ horizonMs: 7_999, wallAtZeroMs: startMs });
      deepStrictEqual(playlistOf({ window }).segments.map(({ date }) => date), ["2026-01-05T12:00:00.000Z"]);
      strictEqual(window.segment(`${FIRST + 1}-k3.ts`), null, "nobody knows of it yet");
      // The wall clock is set: what is cut already keeps its date.
      window.advance({ horizonMs: 8_000, wallAtZeroMs: startMs + 5_000 });
      deepStrictEqual(playlistOf({ window }).segments.map(({ date }) => date.slice(11)), [
        "12:00:00.000Z",
        "12:00:04.000Z",
      ]);
      ok(window.segment(`${FIRST + 1}-k3.ts`) !== null);
    });
    await t.step("a segment as the very bytes of the ring", () => {
      const { ring, window } = windowOf(repeat(2_000, 9));
      const segment = window.segment(`${FIRST + 6}-k3.ts`);
      strictEqual(segment?.length, 2 * 188);
      const isOfRing = (bytes: Uint8Array, place: number) => bytes === ring.at(6 + place)?.bytes;
      deepStrictEqual(segment.parts.map(isOfRing), [true, true]);
    });
    await t.step("nothing that memory has lost, and tags the gap", () => {
      const { ring, window } = windowOf(repeat(2_000, 9));
      ring.clear();
      window.advance(ALL);
      deepStrictEqual([window.isReady, window.oldestMs], [false, null]);
      for (let atMs = 18_000; atMs < 30_000; atMs += 2_000) ring.append(chunk(atMs, atMs + 2_000));
      window.advance(ALL);
      const { sequence, segments } = playlistOf({ window });
      strictEqual(sequence, FIRST + 7, "six of 2 s and one of 4 s are gone");
      deepStrictEqual(segments.map(({ isDiscontinuity }) => isDiscontinuity), [true, false, false]);
    });
  },
});

Deno.test({
  name: "HlsWindow holds what RFC 8216 demands of a live playlist, whatever the GOPs are",
  permissions: "none",
  fn() {
    const gop = fc.record({
      tenths: fc.integer({ min: 2, max: 40 }),
      isNew: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
      isBreak: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
    });
    const gops = fc.array(gop, { minLength: 5, maxLength: 120 });
    fc.assert(
      fc.property(gops, fc.integer({ min: 1, max: 10 }), fc.boolean(), (gops, segmentSeconds, isTight) => {
        const ring = new GopRing();
        const window = new HlsWindow(ring, { ...OPTIONS, segmentMs: segmentSeconds * 1_000 });
        const numbers = new Map<string, number>();
        let [atMs, before] = [0, read(window.playlist(""))];
        for (const { tenths, isNew, isBreak } of gops) {
          ring.append(chunk(atMs, atMs + tenths * 100, true, isNew), isBreak);
          atMs += tenths * 100;
          const times = { horizonMs: atMs - 3_000, wallAtZeroMs: 0 };
          window.advance(times);
          ring.trim(Math.min(atMs - 10_000, (isTight ? window.neededMs : window.oldestMs) ?? Infinity));
          window.advance(times);
          const now = read(window.playlist(""));
          strictEqual(now.target, before.target);
          ok(now.sequence >= before.sequence);
          // §6.2.2: nothing goes while what is left would be shorter than three target durations.
          const lengthMs = now.segments.reduce((sum, { seconds }) => sum + seconds * 1_000, 0);
          ok(now.sequence === before.sequence || Math.round(lengthMs) >= 3_000 * now.target);
          for (const { seconds } of now.segments) ok(Math.round(seconds) <= now.target);
          let number = now.discontinuitySequence;
          for (const { name, isDiscontinuity } of now.segments) {
            number += isDiscontinuity ? 1 : 0;
            // §6.2.2: a segment's discontinuity number is for ever.
            strictEqual(numbers.get(name) ?? number, number);
            numbers.set(name, number);
            ok(window.segment(name) !== null);
          }
          // §6.2.1: a playlist only grows at its end and shrinks at its begin.
          const common = before.segments.filter(({ name }) =>
            now.segments.some((other) => other.name === name)
          );
          deepStrictEqual(common, now.segments.slice(0, common.length));
          before = now;
        }
      }),
    );
  },
});
