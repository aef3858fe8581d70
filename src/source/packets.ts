import { mediaInput } from "../media_input.ts";
import { fileArguments, type RunFfprobe } from "./ffprobe.ts";

/** How key frames are spaced is looked at over this much of a file's beginning. */
const KEY_FRAME_SPAN_S = 30;

/** What asks ffprobe for packets. */
export interface PacketOptions {
  /** Runs ffprobe. */
  readonly run: RunFfprobe;
  /** Ends the wait early. */
  readonly signal: AbortSignal;
}

/**
 * The largest distance between key frames over the first 30 s, counting the stretch after the last one.
 *
 * @param path Of the file.
 * @param options How to run ffprobe.
 * @returns Milliseconds, or null when the packets carry no times.
 * @throws {Fault} `probe_failed` if ffprobe takes too long or writes too much.
 */
export async function measureKeyFrameGap(path: string, options: PacketOptions): Promise<number | null> {
  const packets = await readPackets(path, [
    "-select_streams",
    "v:0",
    "-read_intervals",
    `%+${KEY_FRAME_SPAN_S}`,
  ], options);
  const keysMs = packets.filter((packet) => packet.isKey).map((packet) => packet.startMs).sort((a, b) =>
    a - b
  );
  if (keysMs.length === 0) return null;
  const edgesMs = [...keysMs, Math.max(...packets.map((packet) => packet.stopMs))];
  return Math.max(...edgesMs.slice(1).map((edgeMs, index) => edgeMs - (edgesMs[index] ?? edgeMs)));
}

/**
 * Where the material of a file really ends, read from shortly before the end it declares.
 *
 * @param path Of the file.
 * @param durationMs What the file declares.
 * @param options How to run ffprobe.
 * @returns Milliseconds; 0 when nothing is there to read.
 * @throws {Fault} `probe_failed` if ffprobe takes too long or writes too much.
 */
export async function measureEnd(path: string, durationMs: number, options: PacketOptions): Promise<number> {
  const fromS = Math.max(0, durationMs / 1_000 - 5);
  const packets = await readPackets(path, ["-read_intervals", `${fromS}%`], options);
  return packets.reduce((latestMs, packet) => Math.max(latestMs, packet.stopMs), 0);
}

interface Packet {
  readonly startMs: number;
  readonly stopMs: number;
  readonly isKey: boolean;
}

async function readPackets(
  path: string,
  selection: readonly string[],
  options: PacketOptions,
): Promise<Packet[]> {
  const entries = ["-show_entries", "packet=pts_time,duration_time,flags", "-of", "csv=p=0"];
  const args = [...fileArguments(path), ...selection, ...entries, "-i", mediaInput(path)];
  const { stdout } = await options.run(args, options.signal);
  return stdout.split("\n").flatMap(packetOf);
}

/** One line: `12.345000,0.040000,K_`. Packets without a time (`N/A`) are left out. */
function packetOf(line: string): Packet[] {
  const [pts = "", duration = "", flags = ""] = line.split(",");
  const startMs = Math.round(Number(pts) * 1_000);
  if (pts === "" || Number.isNaN(startMs)) return [];
  const lengthMs = Math.round(Number(duration) * 1_000);
  return [{ startMs, stopMs: startMs + (Number.isNaN(lengthMs) ? 0 : lengthMs), isKey: flags.includes("K") }];
}
