import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { EncoderChoice, LETTERINGS } from "../../src/ffmpeg/mod.ts";
import { LIMITS } from "../../src/limits.ts";
import type { AccessUnit } from "../../src/mpegts/mod.ts";
import { SlatePress } from "../../src/playout/mod.ts";
import type { Script, SpawnCall } from "../fakes/fake_spawner.ts";
import { buildTs } from "../fakes/ts_builder.ts";
import { SmallPool } from "../ffmpeg/small_pool.ts";
import { logInto, PROFILE, through } from "./samples.ts";

const NO_FONT: Script = [{ stderr: "Cannot find a valid font for the family Sans\n" }, { exit: 1 }];

/** A clip of two seconds, as the real command makes one. */
function clip(options: { frames?: number; audioOffset?: number | null } = {}): Script {
  const { bytes } = buildTs({
    ...{ frames: 20, frameTicks: 9_000, depth: 1, gop: 5, startPts: 90_000, audioOffset: 0 },
    pictureBytes: () => 10,
    ...options,
  });
  return [{ stdout: Uint8Array.from(bytes) }];
}

/** How an ffmpeg was to draw: with the system's font, a file's, or not at all. */
type Way = "system" | "file" | "none";

/** A press whose ffmpeg plays what `choose` picks; each start sees the texts that lie in the folder then. */
class World extends SmallPool {
  readonly files = new Map<string, string>();
  isDiskFull = false;
  readonly encoders = new EncoderChoice({
    ...{ pool: this.pool, clock: this.clock, metrics: this.metrics, log: logInto(this.log, this.clock) },
  });
  readonly press = new SlatePress({
    pool: this.pool,
    encoders: this.encoders,
    clock: this.clock,
    log: logInto(this.log, this.clock),
    folder: "/data",
    writeText: (path, text) => {
      if (this.isDiskFull) return Promise.reject(new Error("No space left on device"));
      return Promise.resolve(void this.files.set(path, text));
    },
  });
  /** What the folder said when each ffmpeg was started, and how it was to draw it. */
  readonly rendered: string[] = [];

  constructor(choose: (headline: string, way: Way) => Script | null, maxProcesses = 8) {
    super((call) => this.#render(call, choose), { maxProcesses, spawnsPerSecond: 100 });
  }

  render(headline: string): Promise<readonly AccessUnit[]> {
    return through(this.clock, this.press.render({ headline, detail: "" }, PROFILE));
  }

  offer(headline: string): Promise<readonly AccessUnit[] | null> {
    return through(this.clock, this.press.offer({ headline, detail: "" }, PROFILE));
  }

  /** How many lines of the log hold all the words. */
  logged(...words: string[]): number {
    return this.log.filter((line) => words.every((word) => line.includes(word))).length;
  }

  #render({ args }: SpawnCall, choose: (headline: string, way: Way) => Script | null): Script | null {
    const filter = args.join(" ");
    const way = !filter.includes("drawtext") ? "none" : filter.includes("fontfile") ? "file" : "system";
    const headline = this.files.get("/data/line0.txt") ?? "";
    this.rendered.push(`${way === "none" ? "" : headline}:${way}`);
    return choose(headline, way);
  }
}

Deno.test("SlatePress renders one card at a time, in the order they were asked for, and no text ends up on another's card", async () => {
  const world = new World(() => [{ waitMs: 400 }, ...clip()]);
  const texts = ["one", "two", "three"];
  const cards = texts.map((text) => world.press.render({ headline: text, detail: "" }, PROFILE));
  for (let step = 0; step < 20; step++) {
    await world.clock.advance(100);
    ok(world.spawner.alive.length <= 1);
  }
  const units = await through(world.clock, Promise.all(cards));
  deepStrictEqual(world.rendered, ["one:system", "two:system", "three:system"]);
  strictEqual(new Set(units).size, 3);
  for (const card of units) strictEqual(card.filter(({ kind }) => kind === "video").length, 20);
  await world.checkEmpty();
});

Deno.test("SlatePress keeps one block of a card, of just its size", async () => {
  const script = clip();
  const world = new World(() => script);
  const blocks = new Set((await world.render("one")).map(({ block }) => block.buffer));
  const written = script.flatMap((step) => "stdout" in step ? step.stdout.length : []);
  deepStrictEqual([...blocks].map(({ byteLength }) => byteLength), written);
});

Deno.test("A machine without fonts", async (t) => {
  await t.step("gets words from the font of a file, and later cards begin there", async () => {
    const world = new World((_, way) => way === "system" ? NO_FONT : clip());
    await world.render("one");
    await world.render("two");
    deepStrictEqual(world.rendered, ["one:system", "one:file", "two:file"]);
    strictEqual(world.logged("rendered without text"), 0);
    await world.checkEmpty();
  });
  await t.step("or cards without words, and says so once", async () => {
    const world = new World((_, way) => way === "none" ? clip() : NO_FONT);
    ok((await world.render("one")).length > 0);
    strictEqual(world.rendered.length, LETTERINGS.length);
    deepStrictEqual(world.rendered.at(-1), ":none");
    await world.render("two");
    strictEqual(world.rendered.length, LETTERINGS.length + 1);
    strictEqual(world.logged("rendered without text", "Cannot find a valid font"), 1);
    await world.checkEmpty();
  });
});

Deno.test("One text that cannot be drawn costs its own card the words, and no other", async () => {
  const world = new World((headline, way) => headline === "odd" && way !== "none" ? NO_FONT : clip());
  for (const text of ["one", "odd", "two"]) ok((await world.render(text)).length > 0);
  deepStrictEqual([world.rendered[0], world.rendered.at(-2), world.rendered.at(-1)], [
    "one:system",
    ":none",
    "two:system",
  ]);
});

Deno.test("An ffmpeg that hangs is ended, and the plain card takes over at once; the next card has words again", async () => {
  let isSlow = true;
  const world = new World((_, way) => way !== "none" && isSlow ? [...clip(), { hang: true }] : clip());
  ok((await world.render("one")).length > 0);
  const tookMs = world.clock.monotonicMs();
  ok(tookMs >= LIMITS.slateTimeoutMs && tookMs < LIMITS.slateTimeoutMs + 2_000, `it took ${tookMs} ms`);
  strictEqual(world.logged("rendered without text", `no end after ${LIMITS.slateTimeoutMs} ms`), 1);
  isSlow = false;
  await world.render("two");
  deepStrictEqual(world.rendered, ["one:system", ":none", "two:system"]);
  await world.checkEmpty();
});

Deno.test("A disk that takes no texts costs the words, not the picture", async () => {
  const world = new World(() => clip());
  world.isDiskFull = true;
  ok((await world.render("one")).length > 0);
  deepStrictEqual(world.rendered, [":none"]);
  strictEqual(world.logged("rendered without text", "No space left"), 1);
});

Deno.test("A clip that could not be shown counts as not rendered, whatever the exit status", async (t) => {
  const CASES: [name: string, script: Script][] = [
    ["nothing at all", []],
    ["no transport stream", [{ stdout: "Hello" }]],
    ["no picture", clip({ frames: 0 })],
    ["no sound, which silence is taken from", clip({ audioOffset: null })],
    ["whole, but with an error", [...clip(), { exit: 1 }]],
  ];
  for (const [name, script] of CASES) {
    await t.step(name, async () => {
      const world = new World(() => script);
      await rejects(world.render("one"), { code: "tune_failed", message: /^Cannot render the slate: / });
      await world.checkEmpty();
    });
  }
  await t.step("and its reason is what ffmpeg said", async () => {
    await rejects(new World(() => NO_FONT).render("one"), {
      message: "Cannot render the slate: Cannot find a valid font for the family Sans",
    });
  });
  await t.step("no ffmpeg at all is said at once, not once for each lettering", async () => {
    const world = new World(() => null);
    await rejects(world.render("one"), { code: "spawn_failed" });
    strictEqual(world.spawner.calls.length, 1);
  });
});

Deno.test("SlatePress.offer() gives way", async (t) => {
  await t.step("is in nobody's way: it waits behind everybody else in the pool", async () => {
    const world = new World(() => [{ waitMs: 400 }, ...clip()]);
    const card = world.press.offer({ headline: "one", detail: "" }, PROFILE);
    await world.clock.advance(100);
    deepStrictEqual(world.pool.processes().map(({ priority }) => priority), ["background"]);
    ok(await through(world.clock, card) !== null);
  });
  await t.step("leaves slots for viewers", async () => {
    const world = new World(() => clip(), 2);
    strictEqual(await world.offer("one"), null);
    deepStrictEqual(world.rendered, []);
    ok((await world.render("must")).length > 0);
  });
  await t.step("takes no more than 16 cards", async () => {
    const world = new World(() => [{ waitMs: 100 }, ...clip()]);
    const cards = Array.from(
      { length: 20 },
      (_, index) => world.press.offer({ headline: `${index}`, detail: "" }, PROFILE),
    );
    const made = await through(world.clock, Promise.all(cards));
    deepStrictEqual([made.filter((units) => units !== null).length, world.rendered.length], [16, 16]);
  });
  await t.step("after a failure, rests for a while, says so, and works again", async () => {
    let isBroken = true;
    const world = new World(() => isBroken ? [{ exit: 1 }] : clip());
    strictEqual(await world.offer("one"), null);
    const starts = world.spawner.calls.length;
    isBroken = false;
    strictEqual(await world.offer("two"), null);
    strictEqual(world.spawner.calls.length, starts);
    strictEqual(world.logged("a general card stands in"), 1);
    await world.clock.advance(10_000);
    ok(await world.offer("two") !== null);
    await world.checkEmpty();
  });
});

Deno.test("A press that is closed finishes the card it is at and begins no other", async () => {
  const world = new World(() => [{ waitMs: 400 }, ...clip()]);
  const first = world.press.render({ headline: "one", detail: "" }, PROFILE);
  const second = rejects(world.press.render({ headline: "two", detail: "" }, PROFILE), {
    code: "shutting_down",
  });
  const third = world.press.offer({ headline: "three", detail: "" }, PROFILE);
  await world.clock.advance(100);
  await through(world.clock, world.press[Symbol.asyncDispose]());
  strictEqual((await first).length > 0, true);
  await second;
  strictEqual(await third, null);
  deepStrictEqual(world.rendered, ["one:system"]);
  strictEqual(world.logged("stands in"), 0);
  await world.checkEmpty();
});
