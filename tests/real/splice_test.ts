/** Real encoders in front, real decoders behind: what the splicer joins must be clean to all of them. */
import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { seededRng } from "../../src/rng.ts";
import { CHECKERS, checkPictures, findingsIn, NOTHING, parameterSets, pictureHashes } from "./checkers.ts";
import { AUDIO_FRAME_MS, beepDelays, flashClips, flashOffsetMs } from "./flash_and_beep.ts";
import { inFolder, JointLab, probeClip, SMALL } from "./joint_lab.ts";
import { testMedia } from "./media.ts";
import { awkwardClips, copyableClips } from "./odd_clips.ts";
import { needs } from "./real_program.ts";

const TURN = 2 ** 33;

Deno.test({
  name:
    "Programmes of every shape, encoded, some killed, cards between: clean to every checker, one SPS and PPS",
  ...needs(...CHECKERS),
  async fn() {
    await inFolder(async (folder) => {
      const clips = await awkwardClips(folder);
      const lab = await JointLab.open({ ...SMALL, frameRate: { num: 30, den: 1 } }, TURN - 20 * 90_000);
      const rng = seededRng("every shape");
      const plans = new Set<string>();
      for (const clip of clips) {
        const offsetMs = Math.round(rng() * 900);
        const rendered = await lab.render(clip, { offsetMs, frames: 30 + Math.floor(rng() * 25) });
        plans.add(`${rendered.plan.video} ${rendered.plan.audio}`);
        lab.air(rendered, rng() < 0.7 ? 1 : rng());
        if (rng() < 0.3) lab.slate(1 + rng() * 20);
      }
      const path = `${folder}/out.ts`;
      await lab.save(path);
      deepStrictEqual([...plans].sort(), ["card encode", "encode encode", "encode silence"]);
      ok(lab.joints >= 20, `${lab.joints} joints`);
      strictEqual(lab.splicer.counters.holes, 0);
      strictEqual(lab.splicer.counters.parameterChanges, 0);
      deepStrictEqual((await parameterSets(path)).map((set) => set.slice(0, 2)), ["67", "68"]);
      deepStrictEqual(await findingsIn(path), NOTHING);
      await checkPictures(path, lab.splicer.counters.pictures, lab.profile.frameRate);
    });
  },
});

Deno.test({
  name: "Copied programmes: every decoded picture is the source's, none is missing, none comes twice",
  ...needs(...CHECKERS),
  async fn() {
    await inFolder(async (folder) => {
      const profile = { ...SMALL, frameRate: { num: 25, den: 1 } };
      const clips = await copyableClips(folder);
      const lab = await JointLab.open(profile, TURN - 300_000);
      for (const clip of clips) {
        const rendered = await lab.render(clip, { offsetMs: 0, frames: 75 });
        strictEqual(rendered.plan.video, "copy", `${clip.path}: ${rendered.plan.reasons}`);
        lab.air(rendered);
      }
      const path = `${folder}/out.ts`;
      await lab.save(path);
      strictEqual(lab.joints, clips.length);
      // Two B-pictures or three make no difference to the headers.
      const flags = lab.splicer.counters.parameterChanges;
      ok(flags > 0 && flags < clips.length, `${flags} changes of parameters`);
      deepStrictEqual(await findingsIn(path), { ...NOTHING, flags });
      await checkPictures(path, 75 * clips.length, profile.frameRate);
      const wanted = await Promise.all(clips.map((clip) => pictureHashes(clip.path)));
      deepStrictEqual(await pictureHashes(path), wanted.flat());
    });
  },
});

Deno.test({
  name: "Copied and encoded programmes with unlike parameter sets: each change is flagged, all of it decodes",
  ...needs(...CHECKERS),
  async fn() {
    await inFolder(async (folder) => {
      const profile = { ...SMALL, frameRate: { num: 25, den: 1 } };
      const [one, two, three] = await copyableClips(folder);
      const encoded = await probeClip(`${await testMedia(3)}/Clips/odd size.mp4`);
      ok(one !== undefined && two !== undefined && three !== undefined);
      const lab = await JointLab.open(profile);
      for (const clip of [one, encoded, two, two, three, encoded]) {
        lab.air(await lab.render(clip, { offsetMs: 0, frames: 50 }));
      }
      const path = `${folder}/out.ts`;
      await lab.save(path);
      const changes = lab.events.filter((event) => event.kind === "joint" && event.parametersChanged);
      strictEqual(changes.length, 4);
      strictEqual(lab.splicer.counters.parameterChanges, 4);
      deepStrictEqual(await findingsIn(path), { ...NOTHING, flags: 4 });
      await checkPictures(path, lab.splicer.counters.pictures, profile.frameRate);
    });
  },
});

Deno.test({
  name: "A flash and its beep stay together within a frame of sound over unlike programmes and cards",
  ...needs("ffmpeg"),
  async fn() {
    await inFolder(async (folder) => {
      const lab = await JointLab.open({ ...SMALL, frameRate: { num: 25, den: 1 } }, TURN - 15 * 90_000);
      const clips = await flashClips(folder);
      const rng = seededRng("flashes");
      for (let joint = 0; joint < 24; joint++) {
        const clip = clips[joint % clips.length];
        ok(clip !== undefined);
        lab.air(await lab.render(clip, { offsetMs: flashOffsetMs(rng()), frames: 25 }));
        if (rng() < 0.2) lab.slate(rng() * 12);
      }
      const path = `${folder}/out.ts`;
      await lab.save(path);
      const delays = await beepDelays(path, lab.profile.frameRate);
      strictEqual(lab.splicer.counters.holes, 0);
      strictEqual(delays.length, 24);
      deepStrictEqual(delays.filter((delayMs) => Math.abs(delayMs) > AUDIO_FRAME_MS), []);
    });
  },
});
