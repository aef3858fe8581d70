import { readBounded } from "../bounded_body.ts";
import type { Clock } from "../clock.ts";
import type { MediaProcess } from "../ffmpeg/mod.ts";
import { LIMITS } from "../limits.ts";
import { type AccessUnit, Demuxer } from "../mpegts/mod.ts";

/** What an ffmpeg made of a card. */
export type SlateClipResult =
  | {
    /** The whole clip, pictures and silent sound. */
    readonly units: readonly AccessUnit[];
  }
  | {
    /** There is none. */
    readonly units: null;
    /** Why. */
    readonly reason: string;
    /** True when it had to be ended. */
    readonly hasHung: boolean;
  };

/**
 * Reads a rendered card into one block of just its size: cards are kept for long.
 *
 * @param process The ffmpeg; it is ended if it takes too long.
 */
export async function readSlateClip(process: MediaProcess, clock: Clock): Promise<SlateClipResult> {
  const over = new AbortController();
  let hasHung = false;
  const watch = clock.sleep(LIMITS.slateTimeoutMs, over.signal).then(async () => {
    hasHung = !over.signal.aborted;
    if (hasHung) await process.end();
  });
  let bytes: Uint8Array | null = null;
  let units: AccessUnit[] = [];
  try {
    bytes = await readBounded(process.output, LIMITS.slateBytesMax);
    if (bytes === null) await process.end();
    const { code } = await process.exit;
    if (code === 0 && bytes !== null) units = unitsOf(bytes);
  } finally {
    over.abort();
    await watch;
  }
  if (isWhole(units)) return { units };
  await process.end();
  const reason = bytes === null
    ? `more than ${LIMITS.slateBytesMax} bytes`
    : hasHung
    ? `no end after ${LIMITS.slateTimeoutMs} ms`
    : await process.reason();
  return { units: null, reason, hasHung };
}

function unitsOf(bytes: Uint8Array): AccessUnit[] {
  const demuxer = new Demuxer({ blockBytes: bytes.length });
  return [...demuxer.push(bytes), ...demuxer.end(true)];
}

/** A card must begin with a key frame to be looped, and its sound is where silence is taken from. */
function isWhole(units: readonly AccessUnit[]): boolean {
  const firstPicture = units.find(({ kind }) => kind === "video");
  return firstPicture?.isKey === true && units.some(({ kind }) => kind === "audio");
}
