import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { systemClock } from "../../src/clock.ts";
import {
  type CardText,
  EncoderChoice,
  LETTERINGS,
  ProcessPoolManager,
  type Profile,
  slateCommand,
  slatePictures,
} from "../../src/ffmpeg/mod.ts";
import { createLogger } from "../../src/log.ts";
import type { Ratio } from "../../src/media.ts";
import { createMetrics } from "../../src/metrics/mod.ts";
import { type AccessUnit, Demuxer } from "../../src/mpegts/mod.ts";
import { cardText, SlatePress } from "../../src/playout/mod.ts";
import { type Spawner, systemSpawner } from "../../src/spawner.ts";
import { silenceFrom, SlateLoop, Splicer } from "../../src/splice/mod.ts";
import { readTs } from "../fakes/ts_reader.ts";
import { PROFILE as SMALL } from "../playout/samples.ts";
import { needs } from "./real_program.ts";
import { capture, RealServer, run } from "./real_server.ts";

const PROFILE: Profile = { ...SMALL, frameRate: { num: 25, den: 1 } };

/** A press that runs the real ffmpeg. */
class World implements AsyncDisposable {
  readonly log: string[] = [];
  readonly press: SlatePress;
  /** How many were started. */
  ffmpegs = 0;
  readonly #pool: ProcessPoolManager;

  /** @param environment What ffmpeg finds in its environment. */
  private constructor(readonly folder: string, ffmpeg: string, environment: Record<string, string>) {
    const clock = systemClock;
    const write = (line: string) => void this.log.push(line);
    const log = createLogger({ level: "debug", format: "json", clock, write });
    const real = systemSpawner(environment);
    const spawner: Spawner = {
      spawn: (...call) => {
        this.ffmpegs += 1;
        return real.spawn(...call);
      },
    };
    const metrics = createMetrics();
    this.#pool = new ProcessPoolManager({ spawner, clock, log, metrics }, {
      paths: { ffmpeg, ffprobe: "/none" },
      ...{ maxProcesses: 8, memoryGuard: 1, descriptorReserve: 0, spawnsPerSecond: 100, cores: 2 },
      ...{ longRunMs: 60_000, timeoutMs: 10_000 },
    });
    const writeText = (path: string, text: string) => Deno.writeTextFile(path, text);
    const encoders = new EncoderChoice({ pool: this.#pool, clock, log, metrics });
    this.press = new SlatePress({ pool: this.#pool, encoders, clock, log, folder, writeText });
  }

  static async open(environment: Record<string, string> = {}): Promise<World> {
    const { stdout } = await run("sh", "-c", "command -v ffmpeg");
    return new World(await Deno.makeTempDir({ prefix: "exstreamtv-slate-" }), stdout.trim(), environment);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.press[Symbol.asyncDispose]();
    await this.#pool[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true });
  }
}

function picturesOf(units: readonly AccessUnit[]): AccessUnit[] {
  return units.filter(({ kind }) => kind === "video");
}

/** Titles no programme should have; each stands where a title goes, and as a whole card. */
const NASTY: Readonly<Record<string, string>> = {
  "quotes, colons, commas": `It's "5:00", o'clock; yes, really: 'x'`,
  "what ffmpeg's filters mean something by": `%{pts} %% % \\ \\n [in][out] ; , = :x=1: textfile=/etc/passwd`,
  braces: "{\\an8}{curly} }{",
  emoji: "😀 👩‍👩‍👧‍👦 🏳️‍🌈 7️⃣",
  Hebrew: "שלום עולם, פרק 7: הסוף",
  Arabic: "الحلقة ١٢: العودة إلى البيت",
  "both directions, with marks": "abc \u202E\u05D0\u05D1 def\u202C \u200F!",
  "languages the font may not have": "東京物語 기생충 โหมโรง",
  "line breaks": "one\ntwo\r\nthree\u2028four\u2029five",
  "control characters": "a\u0000b\u0007c\u001B[31md\u007F\u0085e",
  "half a character": "x\uD83D y\uDE00 \uFFFF\uFFFE",
  "accents without end": `Z${"\u0301\u0327".repeat(300)}algo`,
  "10,000 characters": "Ein sehr langer Titel ".repeat(455).slice(0, 10_000),
  "10,000 characters without a space": "W".repeat(10_000),
  nothing: "",
  spaces: " \t\u00A0\u3000 ",
};

Deno.test({
  name: "A card with any text is rendered, as text, and has its exact length",
  ...needs("ffmpeg"),
  async fn(t) {
    await using world = await World.open();
    for (const [name, text] of Object.entries(NASTY)) {
      await t.step(name, async () => {
        const wish = { reason: "between", untilMs: 0, nextTitle: text } as const;
        const detail = cardText(wish, { zone: "UTC", nowMs: 0 }).headline;
        const units = await world.press.render({ headline: text, detail }, PROFILE);
        strictEqual(picturesOf(units).length, 50);
        deepStrictEqual(world.log.splice(0), []);
      });
    }
  },
});

const RATES: readonly Ratio[] = [
  { num: 24_000, den: 1_001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1_001 },
  { num: 30, den: 1 },
  { num: 50, den: 1 },
  { num: 60_000, den: 1_001 },
  { num: 60, den: 1 },
];

const CARD: CardText = { headline: "Off air until 18:00", detail: "Next: 100 % <Bars>" };

Deno.test({
  name: "A card tiles time at every rate: exact pictures, looped without a hole or an overlap",
  ...needs("ffmpeg"),
  async fn(t) {
    await using world = await World.open();
    for (const frameRate of RATES) {
      await t.step(`${frameRate.num}/${frameRate.den}`, async () => {
        const profile = { ...PROFILE, frameRate };
        const units = await world.press.render(CARD, profile);
        const frameTicks = 90_000 * frameRate.den / frameRate.num;
        const pts = picturesOf(units).map((unit) => unit.pts).sort((one, other) => one - other);
        strictEqual(pts.length, slatePictures(profile));
        // Times in the file are whole ticks.
        for (const [index, at] of pts.entries()) {
          ok(Math.abs(at - (pts[0] ?? NaN) - index * frameTicks) <= 1, `picture ${index} at ${at}`);
        }
        const splicer = new Splicer({
          ...{ frameRate, sampleRate: 48_000, serviceName: "One", silence: silenceFrom(units) },
        });
        splicer.begin({ frameRate, hasAudio: false, stopTicks: null });
        const loop = new SlateLoop({ units, frameRate });
        const results = Array.from({ length: 40 }, () => splicer.push(loop.next(18_000)));
        results.push(splicer.cut());
        const read = readTs(
          Uint8Array.from(results.flatMap(({ chunks }) => chunks.flatMap((c) => [...c.bytes]))),
        );
        deepStrictEqual(read.faults, []);
        const shown = read.units.filter(({ kind }) => kind === "video").map((unit) => unit.pts)
          .sort((one, other) => one - other);
        ok(shown.length > 3 * pts.length);
        for (const [index, at] of shown.entries()) {
          ok(Math.abs(at - (shown[0] ?? NaN) - index * frameTicks) <= 1, `looped picture ${index} at ${at}`);
        }
      });
    }
  },
});

Deno.test({
  name: "A card takes no more memory than its bytes",
  ...needs("ffmpeg"),
  async fn() {
    await using world = await World.open();
    const units = await world.press.render(CARD, { ...PROFILE, width: 1_280, height: 720, videoKbps: 3_000 });
    const blocks = new Set(units.map(({ block }) => block.buffer));
    strictEqual(blocks.size, 1);
    const held = [...blocks].reduce((sum, { byteLength }) => sum + byteLength, 0);
    const used = units.reduce((sum, { packets }) => sum + packets * 188, 0);
    ok(held < used * 1.1 && held < 300_000, `${held} bytes are held for ${used}`);
  },
});

Deno.test({
  name: "A machine that knows no fonts draws with the font of a file; without one, the card has no words",
  ...needs("ffmpeg"),
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "exstreamtv-slate-" });
    const fonts = `${folder}/fonts.conf`;
    await Deno.writeTextFile(fonts, "<?xml version='1.0'?><fontconfig></fontconfig>");
    await using world = await World.open({ FONTCONFIG_FILE: fonts });
    const units = await world.press.render(CARD, PROFILE);
    strictEqual(picturesOf(units).length, 50);
    const isPlain = world.log.some((line) => line.includes("rendered without text"));
    const files = LETTERINGS.flatMap((lettering) => typeof lettering === "string" ? [] : lettering.fontFile);
    const hasFile = (await Promise.all(files.map(isThere))).includes(true);
    deepStrictEqual([isPlain, world.ffmpegs > 1], [!hasFile, true]);
    await Deno.remove(folder, { recursive: true });
  },
});

Deno.test({
  name: "Every lettering makes the same picture but for the words, so that cards change without a break",
  ...needs("ffmpeg"),
  async fn() {
    await using world = await World.open();
    const cards = [CARD, { headline: "", detail: "" }, { headline: "Off air", detail: "" }];
    const headers = new Set<number>();
    for (const card of cards) {
      for (const { parameters } of await world.press.render(card, PROFILE)) headers.add(parameters);
    }
    const plain = slateCommand(CARD, PROFILE, "none");
    const { stdout } = await new Deno.Command("ffmpeg", { args: plain.args }).output();
    for (const { parameters } of new Demuxer().push(stdout)) headers.add(parameters);
    // Pictures that are no key frames, and sound, bring none: 0.
    strictEqual(headers.size, 2);
  },
});

Deno.test({
  name: "Where not even a slate can be rendered, the program starts and says so to tuners, until it can",
  ...needs("ffmpeg"),
  async fn(t) {
    const folder = await Deno.makeTempDir({ prefix: "exstreamtv-slate-" });
    const { stdout } = await run("sh", "-c", "command -v ffmpeg");
    const script =
      `#!/bin/sh\n[ -e '${folder}/works' ] || { echo "Unknown encoder 'libx264'" >&2; exit 1; }\n`;
    await Deno.writeTextFile(`${folder}/ffmpeg`, `${script}exec ${stdout.trim()} "$@"\n`, { mode: 0o755 });
    await Deno.mkdir(`${folder}/media`);
    const schedule = `{ kind: loop, order: shuffle, collection: { folder: ${folder}/media } }`;
    await using server = await RealServer.start({
      config: `ffmpeg: { path: ${folder}/ffmpeg }
libraries: { local: { paths: [${folder}/media] } }
channels: [{ number: 1, name: One, schedule: ${schedule} }]`,
    });

    await t.step("a tuner is told that it failed, and why", async () => {
      const response = await fetch(`${server.url}/auto/v1`);
      deepStrictEqual(
        [response.status, response.headers.get("x-hdhomerun-error")],
        [503, "806 Tune Failed"],
      );
      match((await response.json()).detail, /^Cannot tune channel 1: .*Unknown encoder 'libx264'/);
      const playlist = await fetch(`${server.url}/iptv/channel/1.m3u8`);
      await playlist.body?.cancel();
      strictEqual(playlist.status, 503);
    });
    await t.step("once it can be rendered, the card airs, without a restart", async () => {
      await Deno.writeTextFile(`${folder}/works`, "");
      await server.until(() => canTune(server.url), 30_000);
      const bytes = await capture(`${server.url}/auto/v1`, 2_000);
      const { faults, units } = readTs(bytes.subarray(0, bytes.length - bytes.length % 188));
      deepStrictEqual(faults, []);
      ok(units.some(({ kind }) => kind === "video") && units.some(({ kind }) => kind === "audio"));
    });
    await Deno.remove(folder, { recursive: true });
  },
});

async function canTune(url: string): Promise<boolean> {
  const response = await fetch(`${url}/auto/v1`);
  await response.body?.cancel();
  return response.ok;
}

async function isThere(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
