import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";

/** What a viewer saw of one tune, in milliseconds from the request on. */
export interface Tune {
  /** When the first byte came. */
  readonly firstByteMs: number;
  /** When the first key frame was there as a whole, with PAT and PMT before it. */
  readonly keyFrameMs: number;
  /** When the key frame was there with which content begins, in place of a card. */
  readonly contentMs: number;
}

/** Pictures between two key frames that are larger than this show something that moves: no card. */
const MOVING_BYTES = 4_000;

/** A tune that shows no content by then has failed. */
const PATIENCE_MS = 20_000;

/**
 * Tunes in, and out again once there is content.
 *
 * @param url Of an endless stream whose content moves in every picture.
 */
export async function tune(url: string): Promise<Tune> {
  const leave = new AbortController();
  const startedMs = performance.now();
  const signal = AbortSignal.any([leave.signal, AbortSignal.timeout(PATIENCE_MS)]);
  const response = await fetch(url, { signal });
  if (response.status !== 200 || response.body === null) {
    throw new Error(`Cannot tune ${url}: ${response.status} ${await response.text()}`);
  }
  try {
    return await watch(response.body, startedMs);
  } finally {
    leave.abort();
  }
}

async function watch(body: ReadableStream<Uint8Array>, startedMs: number): Promise<Tune> {
  const demuxer = new Demuxer();
  let [firstByteMs, keyFrameMs, latestKeyMs] = [NaN, NaN, NaN];
  for await (const bytes of body) {
    const nowMs = performance.now() - startedMs;
    if (Number.isNaN(firstByteMs)) firstByteMs = nowMs;
    for (const unit of demuxer.push(bytes)) {
      if (unit.kind === "audio") continue;
      if (unit.isKey) latestKeyMs = nowMs;
      if (Number.isNaN(keyFrameMs)) keyFrameMs = latestKeyMs;
      if (!unit.isKey && bytesOf(unit) > MOVING_BYTES && !Number.isNaN(latestKeyMs)) {
        return { firstByteMs, keyFrameMs, contentMs: latestKeyMs };
      }
    }
  }
  throw new Error("Cannot measure: the stream ended before its content began");
}

function bytesOf({ packets }: AccessUnit): number {
  return packets * 184;
}
