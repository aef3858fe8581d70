import { mediaInput } from "../media_input.ts";
import { ffprobeReason, fileArguments } from "./ffprobe.ts";
import type { PacketOptions } from "./packets.ts";

/** Half a second is enough for a file that is well; a recording may begin long before its first key frame. */
const SPANS_S = [0.5, 30];

/**
 * Decodes a little of a stream's beginning.
 *
 * @param path Of the file.
 * @param streamIndex Which stream of the file.
 * @param options How to run ffprobe.
 * @returns What the decoder complains of when not a single frame comes out of it; null when one does.
 * @throws {Fault} `probe_failed` if ffprobe takes too long or writes too much.
 */
export async function decodingFault(
  path: string,
  streamIndex: number,
  options: PacketOptions,
): Promise<string | null> {
  let complaints = "";
  for (const spanS of SPANS_S) {
    const selection = ["-select_streams", String(streamIndex), "-read_intervals", `%+${spanS}`];
    // Asked for frames, ffprobe decodes.
    const entries = ["-show_entries", "frame=media_type", "-of", "csv=p=0"];
    const args = [...fileArguments(path), ...selection, ...entries, "-i", mediaInput(path)];
    const { stdout, stderr } = await options.run(args, options.signal);
    if (stdout.trim() !== "") return null;
    complaints ||= stderr;
  }
  return ffprobeReason(complaints, path);
}
