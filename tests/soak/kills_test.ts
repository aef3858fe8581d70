/** Two hundred ffmpegs killed while a viewer watches: the viewer stays, and what it gets is clean. */
import { deepStrictEqual, ok } from "node:assert/strict";
import { seededRng } from "../../src/rng.ts";
import { CHECKERS, checkPictures, findingsIn, NOTHING, picturesIn } from "../real/checkers.ts";
import { testMedia } from "../real/media.ts";
import { needs } from "../real/real_program.ts";
import { pause, RealServer } from "../real/real_server.ts";
import { Recorder } from "./recorder.ts";
import { printRow } from "./row.ts";

const KILLS = 200;
/** Longest time from one kill to the next. */
const PAUSE_MS_MAX = 4_000;

Deno.test({
  name: "Two hundred ffmpegs are killed at random: no viewer is disconnected, no analyser finds anything",
  ...needs(...CHECKERS),
  async fn() {
    const media = await testMedia(12);
    const schedule = `{ kind: loop, order: shuffle, collection: { folder: ${media} } }`;
    await using server = await RealServer.start({
      config: `libraries: { local: { paths: [${media}] } }
profiles: { default: { width: 640, height: 360, video_kbps: 1000 } }
channels: [{ number: 1, name: Killed, schedule: ${schedule} }]`,
    });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
    const file = `${server.folder}/killed.ts`;
    await using viewer = await Recorder.start(`${server.url}/auto/v1`, file);
    const rng = seededRng("kills");
    for (let kills = 0; kills < KILLS;) {
      await pause(rng() * PAUSE_MS_MAX);
      if (await killOne(server, rng())) kills += 1;
      deepStrictEqual(viewer.ended, null, `after ${kills} kills`);
    }
    await pause(12_000);
    const atMs = performance.now();
    await viewer.stop();
    ok(performance.now() - atMs < 10_000);
    const findings = await findingsIn(file, { vlcRate: 2 });
    const pictures = await picturesIn(file);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    const slate = [...metrics.matchAll(/^exstreamtv_slate_seconds_total\{.*\} (\S+)$/gm)];
    printRow(`${KILLS} kills`, {
      "seconds of pictures": Math.round(pictures / 30),
      "seconds of card": Math.round(slate.reduce((sum, [, seconds]) => sum + Number(seconds), 0)),
      joints: /^exstreamtv_splice_joints_total (\S+)$/m.exec(metrics)?.[1] ?? "?",
      "byte stalls, ms": JSON.stringify(viewer.stalls),
      findings: JSON.stringify(findings),
    });
    deepStrictEqual({ ...findings, flags: 0 }, NOTHING);
    await checkPictures(file, pictures, { num: 30, den: 1 });
  },
});

/** Kills one of the channel's ffmpegs. @returns False when there was none to kill. */
async function killOne(server: RealServer, random: number): Promise<boolean> {
  const processes = await server.processes();
  const victim = processes[Math.floor(random * processes.length)];
  if (victim === undefined) return false;
  try {
    Deno.kill(victim.pid, "SIGKILL");
    return true;
  } catch (thrown) {
    // It ended by itself since it was listed.
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}
