import type { Logger } from "../log.ts";
import type { Sample } from "../sample.ts";

/**
 * Reads what the launcher measures until its pipe closes, which means that the launcher is gone.
 *
 * @param lines The launcher's end of the pipe: one JSON object a line.
 * @param onSample Called with every sample; lines that are none are reported and passed over.
 */
export async function readSamples(
  lines: ReadableStream<Uint8Array>,
  { onSample, log }: { onSample: (sample: Sample) => void; log: Logger },
): Promise<void> {
  let partial = "";
  for await (const text of lines.pipeThrough(new TextDecoderStream())) {
    const pieces = (partial + text).split("\n");
    partial = (pieces.pop() ?? "").slice(-LINE_LENGTH_MAX);
    for (const line of pieces) {
      const sample = parseSample(line);
      if (sample === null) log.warn("Sample: a line was not understood", { line: line.slice(0, 100) });
      else onSample(sample);
    }
  }
}

/** Longer than any sample; a launcher of another version cannot fill our memory. */
const LINE_LENGTH_MAX = 10_000;

const NUMBERS = [
  "mainRssBytes",
  "childrenRssBytes",
  "descriptors",
  "descriptorsMax",
  "memoryAvailableBytes",
  "memoryLimitBytes",
  "load",
  "cores",
] as const;

/**
 * One line of the launcher.
 *
 * @returns The sample, or null if the line is none.
 */
export function parseSample(line: string): Sample | null {
  try {
    const value: unknown = JSON.parse(line);
    return isSample(value) ? value : null;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}

function isSample(value: unknown): value is Sample {
  if (typeof value !== "object" || value === null) return false;
  const fields = new Map(Object.entries(value));
  return fields.get("kind") === "sample" && NUMBERS.every((name) => Number.isFinite(fields.get(name)));
}
