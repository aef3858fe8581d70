import type { Clock } from "../../clock.ts";
import { Fault } from "../../fault.ts";
import {
  type EncoderChoice,
  framesPerSecond,
  leasePatiently,
  type ProcessPoolManager,
} from "../../ffmpeg/mod.ts";
import type { ReadyEntry, ReadyIndex } from "../../store/mod.ts";
import type { Stint } from "./idle_worker.ts";
import type { ReadyFiles } from "./ready_files.ts";
import { ReadyIndexer } from "./ready_index.ts";
import type { Encodable } from "./ready_wish.ts";

/** What programmes are encoded ahead with. */
export interface ReadyEncoderParts {
  /** The only source of processes. */
  readonly pool: ProcessPoolManager;
  /** Is told while hardware is at work: it may be able to do only so much at once. */
  readonly encoders: Pick<EncoderChoice, "began">;
  /** Where the file goes. */
  readonly files: ReadyFiles;
  /** Time. */
  readonly clock: Clock;
}

/** End of the name of a file that is not whole yet. */
const UNFINISHED = ".part";

const REQUEST = { kind: "ffmpeg", channelId: "ready-cache", priority: "background", isEncode: true } as const;

/**
 * Encodes an item into a file, which has its name only when it is whole.
 *
 * The process writes to our pipe and we write the file: so it ends with us, and waits whenever we do not read.
 *
 * @throws {Fault} `tune_failed` if it fails; what the pool and the disk throw; the signal's reason when it aborts.
 */
export async function encodeAhead(
  parts: ReadyEncoderParts,
  wish: Encodable,
  stint: Stint,
): Promise<ReadyEntry> {
  const { files, clock } = parts;
  const { key, item, profile } = wish;
  const unfinished = key + UNFINISHED;
  try {
    const { index, sizeBytes } = await write(parts, wish, { stint, name: unfinished });
    await files.rename(unfinished, key);
    return { key, itemId: item.id, profile: profile.name, sizeBytes, index, usedMs: clock.wallMs() };
  } catch (thrown) {
    await files.remove(unfinished);
    throw thrown;
  }
}

async function write(
  { pool, files, encoders }: ReadyEncoderParts,
  { item, profile, args, bytesMax }: Encodable,
  { stint, name }: { readonly stint: Stint; readonly name: string },
): Promise<{ readonly index: ReadyIndex; readonly sizeBytes: number }> {
  const { signal } = stint;
  const cannot = `Cannot encode ${item.locator} ahead`;
  await using lease = await leasePatiently(pool, { ...REQUEST, args, signal });
  const { process } = lease;
  signal.addEventListener("abort", () => void process.end(), { once: true });
  await using writer = await files.create(name);
  using session = new DisposableStack();
  const indexer = new ReadyIndexer(framesPerSecond(profile.frameRate));
  for await (const bytes of process.output) {
    await stint.turn();
    signal.throwIfAborted();
    if (indexer.sizeBytes === 0 && profile.encoder !== "libx264") session.use(encoders.began());
    indexer.push(bytes);
    if (indexer.sizeBytes > bytesMax) {
      throw new Fault("tune_failed", `${cannot}: it takes more than ${bytesMax} bytes`);
    }
    await writer.write(bytes);
  }
  const { code } = await process.exit;
  signal.throwIfAborted();
  if (code !== 0) {
    throw new Fault("tune_failed", `${cannot}: ffmpeg ended with ${code}: ${await process.reason()}`);
  }
  return { index: indexer.end(), sizeBytes: indexer.sizeBytes };
}
