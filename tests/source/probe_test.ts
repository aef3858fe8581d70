import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import type { FfprobeResult } from "../../src/source/mod.ts";
import { measureKeyFrameGap, probe } from "../../src/source/mod.ts";

const FILE = "/media/a: b.mkv";
const signal = new AbortController().signal;
const result = (stdout: string, stderr = "", code = 0): FfprobeResult => ({ stdout, stderr, code });

const json = (codec: string, container = "matroska,webm") =>
  JSON.stringify({
    format: { format_name: container, duration: "12.0" },
    streams: [{ index: 0, codec_type: "video", codec_name: codec, width: 640, height: 480 }],
  });

/** An ffprobe that answers what is asked: the description, packets at the end and the start, frames of each try. */
function ffprobe(
  answers: {
    show: FfprobeResult;
    end?: string | Error;
    start?: string | Error;
    frames?: (FfprobeResult | Error)[];
  },
) {
  const frames = [...answers.frames ?? [result("video\n")]];
  const calls: (readonly string[])[] = [];
  const run = (args: readonly string[]) => {
    calls.push(args);
    if (args.includes("-show_format")) return Promise.resolve(answers.show);
    if (args.includes("frame=media_type")) {
      const shown = frames.shift() ?? result("");
      return shown instanceof Error ? Promise.reject(shown) : Promise.resolve(shown);
    }
    const answer = args.includes("v:0") ? answers.start : answers.end;
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(result(answer ?? ""));
  };
  return { calls, run };
}

Deno.test({
  name: "probe() describes an H.264 file with its key frame gap",
  permissions: "none",
  async fn() {
    const { run, calls } = ffprobe({
      show: result(json("h264")),
      end: "11.960000,0.040000,__\n",
      start: "0.000000,0.040000,K_\n5.000000,0.040000,K_\n11.960000,0.040000,__\n",
    });
    const info = await probe(FILE, { run, signal });
    ok(typeof info !== "string");
    strictEqual(info.keyFrameGapMaxMs, 7_000);
    strictEqual(calls.length, 4);
  },
});

Deno.test({
  name: "probe() gives every ffprobe the file as file: and no playlist formats",
  permissions: "none",
  async fn() {
    const { run, calls } = ffprobe({
      show: result(json("h264")),
      end: "11.9,0.04,K_\n",
      start: "0,0.04,K_\n",
    });
    await probe(FILE, { run, signal });
    for (const args of calls) {
      strictEqual(args.at(-2), "-i");
      strictEqual(args.at(-1), `file:${FILE}`);
      strictEqual(args[args.indexOf("-protocol_whitelist") + 1], "file");
      const formats = args[args.indexOf("-format_whitelist") + 1]?.split(",") ?? [];
      ok(formats.includes("mov") && formats.includes("matroska"));
      for (const playlist of ["hls", "concat", "dash", "image2", "sdp", "lavfi"]) {
        ok(!formats.includes(playlist));
      }
    }
  },
});

Deno.test({
  name: "probe() does not look at key frames of what is never copied, nor at the end of what declares none",
  permissions: "none",
  async fn() {
    const hevc = ffprobe({ show: result(json("hevc")), end: "11.9,0.04,K_\n" });
    const info = await probe(FILE, { run: hevc.run, signal });
    ok(typeof info !== "string");
    strictEqual(info.keyFrameGapMaxMs, null);
    strictEqual(hevc.calls.length, 3);
    const ts = ffprobe({ show: result(json("mpeg2video", "mpegts")) });
    ok(typeof await probe(FILE, { run: ts.run, signal }) !== "string");
    strictEqual(ts.calls.length, 2);
  },
});

Deno.test({
  name: "probe() tells why a file cannot air, without addresses and paths",
  permissions: "none",
  async fn() {
    const cases: [string, FfprobeResult, string | undefined, string][] = [
      [
        "no index",
        result(
          "",
          `[mov,mp4,m4a,3gp,3g2,mj2 @ 0x56093f6b0180] moov atom not found\nfile:${FILE}: Invalid data found when processing input\n`,
          1,
        ),
        undefined,
        "moov atom not found; Invalid data found when processing input",
      ],
      ["silence", result("", "\n", 1), undefined, "ffprobe gives no reason"],
      ["no streams", result("{}"), undefined, "It has no streams"],
      [
        "cut off",
        result(json("h264")),
        "0.380000,0.041000,K_\n",
        "It is truncated: it declares 12.0 s and holds 0.4 s",
      ],
      ["cut off at once", result(json("h264")), "", "It is truncated: it declares 12.0 s and holds 0.0 s"],
    ];
    for (const [name, show, end, want] of cases) {
      const { run } = ffprobe({ show, ...(end === undefined ? {} : { end }) });
      strictEqual(await probe(FILE, { run, signal }), want, name);
    }
  },
});

Deno.test({
  name: "probe() refuses a file of which not a single frame decodes",
  permissions: "none",
  async fn() {
    const silent = result("\n", "[h264 @ 0x55] Invalid NAL unit size (0 > 9)\n[h264 @ 0x55] and so on\n");
    const cases: [string, FfprobeResult[], string | null][] = [
      ["one at once", [result("video\n")], null],
      ["one later, as in a recording that begins between key frames", [silent, result("video\n")], null],
      ["none", [
        silent,
        result("", "later"),
      ], "No picture can be decoded: Invalid NAL unit size (0 > 9); and so on"],
      ["none, and no word", [], "No picture can be decoded: ffprobe gives no reason"],
    ];
    for (const [name, frames, want] of cases) {
      const { run } = ffprobe({ show: result(json("mpeg2video", "mpegts")), frames });
      const outcome = await probe(FILE, { run, signal });
      strictEqual(typeof outcome === "string" ? outcome : null, want, name);
    }
    const show =
      `{ "format": { "format_name": "mp3", "duration": "12.0" }, "streams": [{ "index": 3, "codec_type": "audio",
         "codec_name": "mp3", "channels": 2, "sample_rate": "44100" }] }`;
    const song = ffprobe({ show: result(show), frames: [] });
    strictEqual(
      await probe(FILE, { run: song.run, signal }),
      "No sound can be decoded: ffprobe gives no reason",
    );
    const asked = song.calls[1] ?? [];
    strictEqual(asked[asked.indexOf("-select_streams") + 1], "3");
  },
});

Deno.test({
  name: "probe() leaves a measurement open that takes too long, and gives up on a description that does",
  permissions: "none",
  async fn() {
    const late = new Fault("probe_failed", "Cannot probe: no answer within 20 s");
    const measured = ffprobe({ show: result(json("h264")), end: late, start: late, frames: [late] });
    const info = await probe(FILE, { run: measured.run, signal });
    ok(typeof info !== "string");
    strictEqual(info.keyFrameGapMaxMs, null);
    strictEqual(await probe(FILE, { run: () => Promise.reject(late), signal }), late.message);
  },
});

Deno.test({
  name: "probe() throws when it is called off",
  permissions: "none",
  async fn() {
    await rejects(probe(FILE, { run: () => Promise.reject(new DOMException("off", "AbortError")), signal }), {
      name: "AbortError",
    });
  },
});

Deno.test({
  name: "measureKeyFrameGap()",
  permissions: "none",
  async fn() {
    const cases: [string, string, number | null][] = [
      ["a key frame each two seconds", "0,0.04,K_\n2,0.04,K_\n3.96,0.04,__\n", 2_000],
      ["out of order, as they are coded", "2,0.04,K_\n0,0.04,K_\n1,0.04,__\n", 2_000],
      ["one alone", "0,0.04,K_\n29.96,0.04,__\n", 30_000],
      ["packets without times", "N/A,0.04,K_\nN/A,N/A,__\n", null],
      ["no key frame", "0,0.04,__\n", null],
      ["nothing", "", null],
      ["a packet without length", "0,N/A,K_\n4,N/A,__\n", 4_000],
    ];
    for (const [name, stdout, want] of cases) {
      const run = () => Promise.resolve(result(stdout));
      deepStrictEqual(await measureKeyFrameGap(FILE, { run, signal }), want, name);
    }
  },
});
