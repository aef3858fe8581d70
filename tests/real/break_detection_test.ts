import { ok, strictEqual } from "node:assert/strict";
import { systemClock } from "../../src/clock.ts";
import {
  BreakDetection,
  breakDetectionCommand,
  ProcessPoolManager,
  runProcess,
} from "../../src/ffmpeg/mod.ts";
import { createLogger } from "../../src/log.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { breakPoints } from "../../src/source/mod.ts";
import { systemSpawner } from "../../src/spawner.ts";

/** Black and silent from 40 to 41 s; black alone before, silent alone after. */
const PICTURE =
  "testsrc2=s=320x180:r=25:d=80,drawbox=c=black:t=fill:enable='between(t,10,12)+between(t,40,41)'";
const SOUND = "sine=440:r=48000:d=80,volume=0:enable='between(t,40,41)+between(t,60,62)'";

Deno.test("Black and silence of a real film are found where they are", async () => {
  const spawner = systemSpawner({ PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin" });
  const log = createLogger({ level: "warn", format: "json", clock: systemClock, write: () => {} });
  await using pool = new ProcessPoolManager({ spawner, clock: systemClock, log, metrics: createMetrics() }, {
    paths: { ffmpeg: "ffmpeg", ffprobe: "ffprobe" },
    ...{ maxProcesses: 4, memoryGuard: 0.85, descriptorReserve: 100, spawnsPerSecond: 5, cores: 2 },
    ...{ longRunMs: 3_600_000, timeoutMs: 15_000 },
  });
  const folder = await Deno.makeTempDir();
  const request = { kind: "ffmpeg", channelId: "test", priority: "background", isEncode: true } as const;
  const options = { clock: systemClock, timeoutMs: 60_000, outputBytesMax: 1_000 };
  try {
    const path = `${folder}/film: 1.mkv`;
    const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-c:a", "aac"];
    const args = ["-v", "error", "-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", SOUND, ...codecs, path];
    strictEqual((await runProcess(pool, { ...request, args }, options)).code, 0);
    const detection = new BreakDetection(true);
    const command = breakDetectionCommand(path, { videoIndex: 0, audioIndex: 1 });
    const onLine = (line: string) => detection.read(line);
    strictEqual((await runProcess(pool, { ...request, args: command, onLine }, options)).code, 0);
    const points = breakPoints(detection.points(), 80_000);
    strictEqual(points.length, 1);
    ok(Math.abs((points[0]?.atMs ?? 0) - 40_500) <= 300, JSON.stringify(points));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
