/** Programs that judge a stream, none of them ours. What they find is told, never explained away. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Ratio } from "../../src/media.ts";
import { run } from "./real_server.ts";

const TS_CHECK = fileURLToPath(new URL("../tools/ts_check.py", import.meta.url));

/** The programs {@link findingsIn} needs. */
export const CHECKERS = ["python3", "tshark", "ffmpeg", "ffprobe", "cvlc", "setpriv", "chrt"] as const;

/** What DVB asks for, a little more than half a frame of sound, and our own promise on tables. */
const STRICT = ["--pcr-interval", "0.0401", "--audio-gap", "0.0115", "--psi-interval", "0.101"];

/** What four programs have to say against a stream. */
export interface Findings {
  /** Errors of the strict analyser, by name. */
  readonly tsCheck: Readonly<Record<string, number>>;
  /** Packets tshark missed by their counters. */
  readonly tshark: string;
  /** What ffmpeg said while it decoded everything. */
  readonly ffmpeg: string;
  /** Warnings and errors in VLC's log, but those about flags. */
  readonly vlc: readonly string[];
  /** How many flagged discontinuities VLC noticed. */
  readonly flags: number;
}

/** A stream nobody has anything against. */
export const NOTHING: Findings = { tsCheck: {}, tshark: "", ffmpeg: "", vlc: [], flags: 0 };

/** Asks all four. VLC plays so many times as fast as the clock. */
export async function findingsIn(path: string, { vlcRate = 4, tsCheck = STRICT } = {}): Promise<Findings> {
  const vlc = await complaintsOfVlc(path, vlcRate);
  const isFlag = (line: string) => line.includes("ts demux warning: discontinuity indicator (pid=4096)");
  return {
    tsCheck: (await analyse(path, ...tsCheck)).errors,
    tshark:
      (await run("tshark", "-r", path, "-Y", "mp2t.cc.drop", "-T", "fields", "-e", "frame.number")).stdout,
    ffmpeg: await complaintsOfFfmpeg(path),
    vlc: vlc.filter((line) => !isFlag(line)),
    flags: vlc.filter(isFlag).length,
  };
}

/** What the strict analyser reports, as far as tests look at it. */
export interface Report {
  readonly verdict: "PASS" | "FAIL";
  readonly errors: Readonly<Record<string, number>>;
  readonly streams: readonly { readonly kind: string; readonly pes: number }[];
}

/** Asks the strict analyser about a file or a stream. */
export async function analyse(...args: string[]): Promise<Report> {
  const { stdout } = await run("python3", TS_CHECK, ...args);
  const report: Report = JSON.parse(stdout);
  strictEqual(report.verdict === "PASS", Object.keys(report.errors).length === 0);
  return report;
}

/** How many pictures a file holds, whether or not they can be decoded. */
export async function picturesIn(path: string): Promise<number> {
  return (await analyse(path)).streams.find(({ kind }) => kind === "video")?.pes ?? 0;
}

async function complaintsOfFfmpeg(path: string): Promise<string> {
  return (await run("ffmpeg", "-nostdin", "-hide_banner", "-v", "warning", "-i", path, "-f", "null", "-"))
    .stderr;
}

/**
 * VLC will not run as root, so it becomes nobody, but first in the queue for the processor, whoever else works: on a
 * busy machine any stream's pictures come too late. It reads a file that was opened for it.
 */
async function complaintsOfVlc(path: string, rate: number): Promise<string[]> {
  const dummies = ["-I", "dummy", "-V", "dummy", "-A", "dummy", "-vv", "--no-color"];
  const vlc = ["cvlc", ...dummies, "--rate", `${rate}`, "--play-and-exit", "-", "vlc://quit"];
  const nobody = ["chrt", "--fifo", "10", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
  const { stderr } = await new Deno.Command("sh", {
    args: ["-c", 'exec "$@" < "$STREAM"', "sh", ...(Deno.uid() === 0 ? nobody : []), ...vlc],
    env: { HOME: "/nonexistent", STREAM: path },
    stdin: "null",
    stdout: "null",
  }).output();
  const log = new TextDecoder().decode(stderr);
  ok(log.includes("ts demux debug: enabling pcr pid"), `VLC did not play: ${log.slice(-2_000)}`);
  const spoken =
    /^\[\w+\] (.*(?:demux|decoder|packetizer|input|output|stream|filter|converter) (?:warning|error): .*)$/;
  const found = log.split("\n").flatMap((line) => spoken.exec(line)?.[1] ?? []);
  // The first AAC frame of all has no predecessor to overlap with.
  const first = found.findIndex((line) => line.endsWith("decoder warning: decoded zero sample"));
  return first < 0 ? found : found.toSpliced(first, 1);
}

/** Every picture sent is decoded and shown, in rising order, one frame after the other. */
export async function checkPictures(path: string, pictures: number, { num, den }: Ratio): Promise<void> {
  const frameTicks = 90_000 * den / num;
  const times = await decodedTimes(path);
  strictEqual(times.length, pictures, "decoded pictures");
  const steps = times.slice(1).map((pts, index) => pts - (times[index] ?? 0));
  deepStrictEqual(steps.filter((step) => step <= 0), [], "pictures that are shown before the one before");
  deepStrictEqual(steps.filter((step) => Math.abs(step - frameTicks) > 1), [], "intervals that are no frame");
}

/** When each picture is shown, in the order decoders give them, unwrapped. */
async function decodedTimes(path: string): Promise<number[]> {
  const fields = ["-select_streams", "v", "-show_entries", "frame=pts", "-of", "csv=p=0"];
  const { stdout } = await run("ffprobe", "-v", "error", ...fields, path);
  return stdout.split("\n").map((line) => Number.parseInt(line)).filter(Number.isFinite);
}

/** Hashes of all decoded pictures. */
export async function pictureHashes(path: string): Promise<string[]> {
  const { stdout, code } = await run(
    "ffmpeg",
    ...["-nostdin", "-v", "error", "-i", path, "-map", "0:v:0", "-fps_mode", "passthrough"],
    ...["-f", "framemd5", "-"],
  );
  strictEqual(code, 0);
  return stdout.split("\n").filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.split(",").at(-1)?.trim() ?? "");
}

/** The different SPS and PPS a stream carries, as hexadecimal, read by ffmpeg's own parser. */
export async function parameterSets(path: string): Promise<string[]> {
  const only = ["-map", "0:v:0", "-c", "copy", "-bsf:v", "filter_units=pass_types=7-8", "-f", "h264", "-"];
  const { stdout } = await new Deno.Command("ffmpeg", {
    args: ["-nostdin", "-v", "error", "-i", path, ...only],
  })
    .output();
  const bytes = stdout.toHex().replaceAll(/../g, "$& ");
  return [...new Set(bytes.split(/(?:00 )?00 00 01 /).filter((unit) => unit !== ""))];
}
