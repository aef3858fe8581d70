import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { DEMO_CLIPS, demoPath, type DemoSink, renderDemo } from "../../src/source/mod.ts";
import { demoArguments } from "../../src/source/demo_arguments.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const CLIPS = DEMO_CLIPS.slice(0, 2);
const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test({
  name: "DEMO_CLIPS differ in everything a joint can stumble over",
  permissions: "none",
  fn() {
    const distinct = (of: (clip: (typeof DEMO_CLIPS)[number]) => unknown) => new Set(DEMO_CLIPS.map(of)).size;
    strictEqual(DEMO_CLIPS.length, 6);
    ok(distinct((clip) => `${clip.width}x${clip.height}`) >= 5);
    ok(distinct((clip) => clip.frameRate.num / clip.frameRate.den) >= 5);
    ok(distinct((clip) => clip.videoArguments[1]) >= 5);
    ok(distinct((clip) => clip.audioArguments[1]) >= 5);
    ok(distinct((clip) => clip.sampleRate) >= 3);
    strictEqual(distinct((clip) => clip.channels), 2);
    strictEqual(distinct((clip) => demoPath("/d", clip)), 6);
    for (const { seconds, title, line } of DEMO_CLIPS) {
      ok(seconds >= 20 && seconds <= 40);
      for (const words of [title, line]) ok(/^[A-Za-z0-9 ]+$/.test(words), `${words} would need escaping`);
    }
  },
});

Deno.test({
  name: "demoArguments() write Matroska with a duration to standard output",
  permissions: "none",
  fn() {
    for (const clip of DEMO_CLIPS) {
      const args = demoArguments(clip, { hasText: true, hasOwnEncoders: true });
      strictEqual(args.at(-1), "pipe:1");
      ok(args.includes(`DURATION=00:00:${clip.seconds}.000000000`));
      ok(args.some((arg) => arg.includes(`text='${clip.title}'`)));
      ok(
        !demoArguments(clip, { hasText: false, hasOwnEncoders: true }).some((arg) =>
          arg.includes("drawtext")
        ),
      );
    }
  },
});

Deno.test("renderDemo() writes each clip once, under its name only when whole", () =>
  inFolder(async (folder) => {
    const progress: string[] = [];
    let runs = 0;
    const run = async (_args: readonly string[], sink: DemoSink) => {
      runs++;
      await sink(bytes("half "));
      for (const clip of CLIPS.slice(runs - 1)) {
        await rejects(Deno.stat(demoPath(folder, clip)), Deno.errors.NotFound);
      }
      await sink(bytes("whole"));
    };
    const onProgress = (done: number, total: number) => void progress.push(`${done}/${total}`);
    deepStrictEqual(await renderDemo({ clips: CLIPS, folder, run, onProgress }), { ready: 2, failures: [] });
    deepStrictEqual(progress, ["0/2", "1/2", "2/2"]);
    for (const clip of CLIPS) strictEqual(await Deno.readTextFile(demoPath(folder, clip)), "half whole");
    deepStrictEqual(await renderDemo({ clips: CLIPS, folder, run, onProgress }), { ready: 2, failures: [] });
    strictEqual(runs, 2);
  }));

Deno.test("renderDemo() draws without text, or with plain encoders, when it must", () =>
  inFolder(async (folder) => {
    const run = (args: readonly string[], sink: DemoSink) =>
      args.some((arg) => arg.includes("drawtext")) || args.includes("libx264")
        ? Promise.reject(new Error("no such filter"))
        : sink(bytes("plain"));
    const report = await renderDemo({ clips: CLIPS, folder, run, onProgress: () => {} });
    deepStrictEqual(report, { ready: 2, failures: [] });
  }));

Deno.test("renderDemo() tells the first reason of a clip that cannot be drawn at all, leaves nothing behind and goes on", () =>
  inFolder(async (folder) => {
    const run = async (args: readonly string[], sink: DemoSink) => {
      await sink(bytes("x"));
      if (args.includes("title=Aurora")) {
        throw new Error(args.some((arg) => arg.includes("drawtext")) ? "no fonts" : "no encoder");
      }
    };
    deepStrictEqual(await renderDemo({ clips: CLIPS, folder, run, onProgress: () => {} }), {
      ready: 1,
      failures: ["Cannot render the demo clip Aurora: no fonts"],
    });
    const names = await Array.fromAsync(
      Deno.readDir(`${folder}/Colour Studies/Season 01`),
      (entry) => entry.name,
    );
    deepStrictEqual(names, ["Colour Studies - S01E02 - Deep Sea.mkv"]);
  }));

Deno.test("renderDemo() throws a Fault when the folder cannot be written", () =>
  inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const run = (_args: readonly string[], sink: DemoSink) => sink(bytes("x"));
    await rejects(renderDemo({ clips: CLIPS, folder: `${folder}/file`, run, onProgress: () => {} }), {
      code: "store_failed",
    });
  }));
