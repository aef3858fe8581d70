import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { MediaChunk } from "../../src/fanout/gop_ring.ts";
import { HlsWindow } from "../../src/fanout/hls.ts";

const OPTIONS = { segmentMs: 4_000, window: 6 };

function chunk(startMs: number, endMs: number, isKey = true, isDiscontinuity = false): MediaChunk {
  return {
    bytes: new Uint8Array(188).fill(startMs / 100 % 251),
    startMs,
    endMs,
    isKey,
    isDiscontinuity,
    isSlate: false,
  };
}

/** A window fed with GOPs of the given lengths. */
function windowOf(
  gopsMs: readonly number[],
  isDiscontinuityAt: (index: number) => boolean = () => false,
): HlsWindow {
  const window = new HlsWindow(OPTIONS);
  let atMs = 0;
  gopsMs.forEach((gopMs, index) => {
    window.append(chunk(atMs, atMs + gopMs, true, isDiscontinuityAt(index)));
    atMs += gopMs;
  });
  return window;
}

const playlistOf = (window: HlsWindow) => window.playlist((sequence) => `${sequence}.ts`, 0);
const durationsOf = (text: string) =>
  [...text.matchAll(/#EXTINF:([\d.]+),/g)].map((found) => Number(found[1]));
const repeat = (gopMs: number, count: number) => Array.from({ length: count }, () => gopMs);

Deno.test({
  name: "HlsWindow",
  permissions: "none",
  async fn(t) {
    await t.step("has a short first segment, so that a cold channel has a playlist at once", () => {
      const window = windowOf([500, 500]);
      strictEqual(window.isReady, true);
      deepStrictEqual(durationsOf(playlistOf(window)), [0.5]);
    });
    await t.step("cuts at the key frame nearest to the wanted length", () => {
      deepStrictEqual(durationsOf(playlistOf(windowOf(repeat(2_000, 8)))), [2, 4, 4, 4]);
    });
    await t.step("lists the newest segments, numbered on, and keeps a few older ones", () => {
      const window = windowOf(repeat(2_000, 60));
      const text = playlistOf(window);
      strictEqual(durationsOf(text).length, 6);
      const first = Number(/MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]);
      ok(first > 0);
      match(text, new RegExp(`\\n${first}\\.ts\\n`));
      ok(window.segment(first - 1) !== null);
      strictEqual(window.segment(0), null);
      strictEqual(window.segment(999), null);
    });
    await t.step(
      "tags a segment whose decoders need new parameters, and counts the tags that are gone",
      () => {
        const early = playlistOf(windowOf(repeat(2_000, 8), (index) => index === 3));
        match(early, /#EXT-X-DISCONTINUITY\n#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:06\.000Z/);
        match(early, /DISCONTINUITY-SEQUENCE:0/);
        const late = playlistOf(windowOf(repeat(2_000, 60), (index) => index === 3));
        match(late, /DISCONTINUITY-SEQUENCE:1/);
      },
    );
    await t.step("gives a segment the bytes of its chunks", () => {
      const window = windowOf(repeat(2_000, 8));
      strictEqual(window.segment(1)?.length, 2 * 188);
    });
    await t.step("never exceeds the target duration it announces, for GOPs of up to 4 s", () => {
      const gops = fc.array(fc.integer({ min: 5, max: 40 }), { minLength: 5, maxLength: 80 });
      fc.assert(fc.property(gops, (gops) => {
        const text = playlistOf(windowOf(gops.map((tenths) => tenths * 100)));
        const target = Number(/TARGETDURATION:(\d+)/.exec(text)?.[1]);
        for (const seconds of durationsOf(text)) ok(Math.round(seconds) <= target);
      }));
    });
  },
});
