import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { systemClock } from "../../src/clock.ts";
import {
  EncoderChoice,
  type HardwareWish,
  pictureEncoder,
  ProcessPoolManager,
} from "../../src/ffmpeg/mod.ts";
import type { EncoderName } from "../../src/ffmpeg/mod.ts";
import { judgePicture, judgeTrial, lookBackCommand, trialCommand } from "../../src/ffmpeg/trial.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { systemSpawner } from "../../src/spawner.ts";
import { metricOf } from "../fakes/metric_of.ts";
import { DEFAULT_PROFILE } from "../fakes/profile.ts";
import { logInto } from "../playout/samples.ts";
import { testMedia } from "./media.ts";
import { needs } from "./real_program.ts";
import { RealServer, run } from "./real_server.ts";

const TS_CHECK = fileURLToPath(new URL("../tools/ts_check.py", import.meta.url));
const FAMILIES: readonly HardwareWish[] = ["nvenc", "qsv", "vaapi", "videotoolbox", "v4l2m2m"];
const ENCODERS: readonly EncoderName[] = ["h264_nvenc", "h264_qsv", "h264_vaapi_low_power", "h264_v4l2m2m"];

/** Options every encoder takes; the others are the encoder's own, and its help lists them. */
const COMMON = new Set([
  "-c:v",
  "-profile:v",
  "-level",
  "-flags",
  "-b:v",
  "-maxrate",
  "-bufsize",
  "-g",
  "-bf",
]);

Deno.test({
  name: "Each option given to a hardware encoder is one that ffmpeg knows",
  ...needs("ffmpeg"),
  async fn(t) {
    const { stdout: listing } = await run("ffmpeg", "-hide_banner", "-encoders");
    for (const encoder of ENCODERS) {
      const { codec } = pictureEncoder({ ...DEFAULT_PROFILE, encoder });
      const name = codec[1] ?? "";
      await t.step({
        name: encoder,
        ignore: !listing.includes(` ${name} `),
        async fn() {
          const { stdout: help } = await run("ffmpeg", "-hide_banner", "-h", `encoder=${name}`);
          const own = codec.filter((argument, at) => at % 2 === 0 && !COMMON.has(argument))
            .filter((option) => !/^-(color|chroma_sample_location|bsf)/.test(option));
          for (const option of own) match(help, new RegExp(`^  ${option} +<`, "m"));
        },
      });
    }
  },
});

Deno.test({
  name: "A trial believes an encoder that works, and only the picture that was encoded",
  ...needs("ffmpeg"),
  async fn() {
    const { stdout } = await new Deno.Command("ffmpeg", { args: trialCommand(DEFAULT_PROFILE) }).output();
    const result = judgeTrial(stdout);
    ok("keyFrame" in result, JSON.stringify(result));
    const decoder = new Deno.Command("ffmpeg", { args: lookBackCommand(result.keyFrame) });
    strictEqual(judgePicture((await decoder.output()).stdout), null);
    const broken = result.keyFrame.slice(0, result.keyFrame.length / 2);
    const other = new Deno.Command("ffmpeg", { args: lookBackCommand(broken) });
    ok(judgePicture((await other.output()).stdout) !== null);
  },
});

Deno.test({
  name: "Hardware that this machine lacks costs a moment, and software takes its place",
  ...needs("ffmpeg"),
  async fn(t) {
    const { stdout } = await run("sh", "-c", "command -v ffmpeg");
    for (const wish of ["auto", ...FAMILIES] as const) {
      await t.step(wish, async () => {
        const [metrics, lines, clock] = [createMetrics(), [] as string[], systemClock];
        const log = logInto(lines, clock);
        await using pool = new ProcessPoolManager({
          ...{ spawner: systemSpawner({}), clock, log, metrics },
        }, {
          ...{ paths: { ffmpeg: stdout.trim(), ffprobe: "" }, maxProcesses: 4, memoryGuard: 1 },
          ...{ descriptorReserve: 0, spawnsPerSecond: 100, cores: 2, longRunMs: 60_000, timeoutMs: 15_000 },
        });
        await using choice = new EncoderChoice({ pool, clock, log, metrics });
        const sinceMs = clock.monotonicMs();
        choice.search(wish, [DEFAULT_PROFILE]);
        await choice.settled;
        ok(clock.monotonicMs() - sinceMs < 8_500);
        // On a machine that has it, there is nothing to see here.
        if (choice.isHardware) return;
        const refused = lines.map((line) => JSON.parse(line)).filter(({ msg }) =>
          msg.includes("cannot be used")
        );
        ok(refused.every(({ reason }) => reason.length > 5), lines.join("\n"));
        if (wish === "auto") return;
        deepStrictEqual(refused.map(({ level, encoder }) => [level, encoder]), [["warn", `h264_${wish}`]]);
        const series = `hardware_encoder_failures_total{encoder="h264_${wish}"}`;
        strictEqual(await metricOf(metrics, series), 1);
      });
    }
  },
});

/**
 * Stands in for an ffmpeg with an NVIDIA card: what it is told to encode on the card it encodes in software, in another
 * way than we do; until a file beside it says that the card is lost.
 */
const CARD = `#!/bin/sh
case " $* " in
*" -encoders "*) echo " V....D h264_nvenc           NVIDIA NVENC H.264 encoder (codec h264)" ;;
*" h264_nvenc "*)
  if [ -e "$0.lost" ]; then
    echo "[h264_nvenc @ 0x55d0c0ffee] No capable devices found" >&2
    exit 1
  fi
  count=$#
  while [ "$count" -gt 0 ]; do
    argument=$1
    shift
    count=$((count - 1))
    case $argument in
    -preset | -rc | -no-scenecut | -strict_gop | -b_ref_mode)
      shift
      count=$((count - 1))
      continue
      ;;
    h264_nvenc) argument=libx264 ;;
    esac
    set -- "$@" "$argument"
  done
  ;;
esac
exec FFMPEG "$@"
`;

Deno.test({
  name: "A card that is lost while channels play on it is replaced by software, and no viewer notices",
  ...needs("ffmpeg", "python3"),
  async fn() {
    const { stdout: ffmpeg } = await run("sh", "-c", "command -v ffmpeg");
    const folder = await Deno.makeTempDir({ prefix: "exstreamtv-card-" });
    const card = `${folder}/ffmpeg`;
    await Deno.writeTextFile(card, CARD.replace("FFMPEG", ffmpeg.trim()), { mode: 0o755 });
    const media = await testMedia();
    await using server = await RealServer.start({
      config: `ffmpeg: { path: ${card}, hardware: nvenc }
libraries: { local: { paths: [${media}] } }
profiles: { default: { width: 320, height: 180, fps: 24, preset: ultrafast } }
channels:
  - { number: 1, name: One, lifecycle: on_demand, schedule: { kind: loop, collection: { folder: ${media} } } }
`,
    });
    const metric = async (series: string) => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      const line = text.split("\n").find((line) => line.startsWith(`exstreamtv_${series} `));
      return Number(line?.split(" ").at(-1) ?? NaN);
    };
    const inUse = (encoder: string) => metric(`encoder_in_use{encoder="${encoder}"}`);
    const failures = () => metric('hardware_encoder_failures_total{encoder="h264_nvenc"}');
    await server.until(async () => await inUse("h264_nvenc") === 1);
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
    const watching = run("python3", TS_CHECK, `${server.url}/auto/v1`, "--seconds", "35", "--pace");
    await server.until(async () => await metric("splice_joints_total") >= 1);
    ok(Number.isNaN(await failures()), "all went well on the card");
    await Deno.writeTextFile(`${card}.lost`, "");
    await server.until(async () => await failures() >= 1, 30_000);
    const { verdict, errors } = JSON.parse((await watching).stdout);
    strictEqual(verdict, "PASS", JSON.stringify(errors));
    const said = server.lines.filter((line) => line.includes("software does its work for now"));
    strictEqual(said.length, 1, said.join("\n"));
    match(said[0] ?? "", /No capable devices found/);
    await Deno.remove(folder, { recursive: true });
  },
});
