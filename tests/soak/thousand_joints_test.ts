/** A thousand joints of unlike programmes, copied and encoded, cards between: not one flaw, and sound at its picture. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { seededRng } from "../../src/rng.ts";
import { CHECKERS, checkPictures, findingsIn, NOTHING } from "../real/checkers.ts";
import { AUDIO_FRAME_MS, beepDelays, flashClips, flashOffsetMs } from "../real/flash_and_beep.ts";
import { inFolder, JointLab, type Rendered, SMALL } from "../real/joint_lab.ts";
import { needs } from "../real/real_program.ts";
import { printRow } from "./row.ts";

const JOINTS = 1_000;
/** Programmes that are made ahead, side by side. */
const AHEAD = 3;

Deno.test({
  name:
    "A thousand joints: no finding, every picture decoded, every beep within a frame of sound of its flash",
  ...needs(...CHECKERS),
  async fn() {
    await inFolder(async (folder) => {
      // Nine minutes before the clock's turn, so that it lies in the middle.
      const lab = await JointLab.open({ ...SMALL, frameRate: { num: 25, den: 1 } }, 2 ** 33 - 540 * 90_000);
      const clips = await flashClips(folder);
      const rng = seededRng("a thousand joints");
      const ahead: Promise<Rendered>[] = [];
      const slates = Array.from({ length: JOINTS }, () => rng() < 0.15 ? 1 + rng() * 12 : 0);
      const next = () => {
        const clip = clips[Math.floor(rng() * clips.length)];
        ok(clip !== undefined);
        ahead.push(lab.render(clip, { offsetMs: flashOffsetMs(rng()), frames: 25 }));
      };
      for (let asked = 0; asked < AHEAD; asked++) next();
      for (const slatePictures of slates) {
        next();
        const rendered = await ahead.shift();
        ok(rendered !== undefined);
        lab.air(rendered);
        if (slatePictures > 0) lab.slate(slatePictures);
      }
      await Promise.all(ahead);
      const path = `${folder}/out.ts`;
      await lab.save(path);
      await judge(lab, path);
    });
  },
});

async function judge(lab: JointLab, path: string): Promise<void> {
  const { counters } = lab.splicer;
  const delays = await beepDelays(path, lab.profile.frameRate);
  const findings = await findingsIn(path);
  const worst = Math.max(...delays.map(Math.abs));
  printRow("1,000 joints", {
    joints: counters.joints,
    pictures: counters.pictures,
    packets: counters.packets,
    "flashes found": delays.length,
    "earliest beep, ms": Math.min(...delays).toFixed(1),
    "latest beep, ms": Math.max(...delays).toFixed(1),
    "mean, ms": (delays.reduce((sum, delay) => sum + delay, 0) / delays.length).toFixed(2),
    holes: counters.holes,
    findings: JSON.stringify(findings),
  });
  ok(counters.joints >= JOINTS);
  strictEqual(counters.holes, 0);
  deepStrictEqual(findings, { ...NOTHING, flags: counters.parameterChanges });
  await checkPictures(path, counters.pictures, lab.profile.frameRate);
  strictEqual(delays.length, JOINTS);
  ok(worst <= AUDIO_FRAME_MS, `${worst} ms`);
}
