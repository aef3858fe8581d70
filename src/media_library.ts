import type { Base } from "./base.ts";
import { runProcess, type RunResult, streamProcess } from "./ffmpeg/mod.ts";
import { LIMITS } from "./limits.ts";
import { parseFileName } from "./metadata/mod.ts";
import type { Demo, Offer } from "./offer.ts";
import { BreakDesk, denoFileTree, type LibraryParts, LocalLibrary, probe, renderDemo } from "./source/mod.ts";

/**
 * The library of the folders on offer; what is left of others is forgotten.
 *
 * @param onScanned Told of each scan.
 */
export function createLibrary(
  base: Base,
  { folders, demo }: Offer,
  onScanned: LibraryParts["onScanned"],
): LocalLibrary {
  const { store, clock, log, events, building } = base;
  store.media.retain(folders);
  store.library.retain(folders);
  return building.use(
    new LocalLibrary({
      tree: denoFileTree,
      shelf: store.media,
      probe: (path, signal) => probe(path, { signal, run: (args) => runFfprobe(base, args, signal) }),
      titleOf: parseFileName,
      breaks: createBreakDesk(base),
      // Our own clips get their names when they are whole.
      ...(demo === null ? {} : { settledAfterMs: 0 }),
      onScanned,
      clock,
      log,
      events,
    }, folders),
  );
}

function createBreakDesk({ store, log, metrics }: Base): BreakDesk {
  return new BreakDesk({
    shelf: {
      edls: (folder) => store.breaks.edls(folder),
      findItem: (itemId) => store.media.find(itemId),
      recordTold: (file, told) => store.breaks.recordTold(file, told),
    },
    readFile: (path) => Deno.readFile(path),
    ...{ log, metrics },
  });
}

/** Runs ffprobe when the pool has a place for it. */
export function runFfprobe(
  { pool, clock }: Base,
  args: readonly string[],
  signal: AbortSignal,
): Promise<RunResult> {
  const { probeTimeoutMs, probeOutputBytesMax } = LIMITS;
  const options = { clock, timeoutMs: probeTimeoutMs, outputBytesMax: probeOutputBytesMax };
  return runProcess(pool, { ...PROBING, args, signal }, options);
}

const PROBING = { kind: "ffprobe", channelId: "library", priority: "background", isEncode: false } as const;

const RENDERING = { kind: "ffmpeg", channelId: "demo", priority: "background", isEncode: true } as const;

/** Renders the demo's clips; they are on air from the first one on. */
export async function prepareDemo(base: Base, demo: Demo, library: LocalLibrary): Promise<void> {
  const { pool, log, events } = base;
  let firstScan: Promise<unknown> = Promise.resolve();
  const { failures } = await renderDemo({
    folder: demo.folder,
    run: (args, sink) => streamProcess(pool, { ...RENDERING, args }, sink),
    onProgress(done, total) {
      log.info("Demo: rendering clips", { done, total });
      events.publish({ kind: "demo_progress", done, total });
      if (done === 1 && total > 1) firstScan = library.scan();
    },
  });
  for (const failure of failures) log.warn(failure);
  await firstScan;
  demo.isRendered = true;
}
