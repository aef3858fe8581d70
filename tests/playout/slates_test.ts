import { deepStrictEqual, notStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { known } from "../../src/invariant.ts";
import { LIMITS } from "../../src/limits.ts";
import { SlateShelf } from "../../src/playout/mod.ts";
import type { Script, SpawnCall } from "../fakes/fake_spawner.ts";
import { buildTs } from "../fakes/ts_builder.ts";
import { SmallPool } from "../ffmpeg/small_pool.ts";
import { logInto, PROFILE, through } from "./samples.ts";

const NEVER = new AbortController().signal;
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

/** A shelf whose ffmpeg plays what `choose` picks; each start sees the texts that lie in the folder then. */
class World extends SmallPool {
  readonly parts = {
    pool: this.pool,
    clock: this.clock,
    log: logInto(this.log, this.clock),
    folder: "/data",
    writeText: (path: string, text: string) => Promise.resolve(void this.files.set(path, text)),
  };
  readonly files = new Map<string, string>();
  /** What the folder said when each ffmpeg was started, and whether it was to draw it. */
  readonly rendered: string[] = [];

  constructor(choose: (headline: string, hasText: boolean) => Script) {
    super((call) => this.#render(call, choose), { maxProcesses: 2 });
  }

  open(): Promise<SlateShelf> {
    return through(this.clock, SlateShelf.render(this.parts, PROFILE));
  }

  others(shelf: SlateShelf, signal = NEVER): Promise<void> {
    return through(this.clock, shelf.renderOthers(this.parts, PROFILE, signal));
  }

  #render({ args }: SpawnCall, choose: (headline: string, hasText: boolean) => Script): Script {
    const hasText = args.some((arg) => arg.includes("drawtext"));
    const headline = known(this.files.get("/data/line0.txt"), "text");
    this.rendered.push(hasText ? headline : "(plain)");
    return choose(headline, hasText);
  }
}

Deno.test("A shelf has the card for tuning at once; it stands in for the others until they are rendered", async () => {
  const world = new World(() => clip());
  const shelf = await world.open();
  const tuning = shelf.card("tuning");
  strictEqual(tuning.filter(({ kind }) => kind === "video").length, 20);
  for (const reason of ["unavailable", "off_air", "getting_ready"] as const) {
    strictEqual(shelf.card(reason), tuning);
  }
  await world.others(shelf);
  for (const reason of ["unavailable", "off_air", "getting_ready"] as const) {
    notStrictEqual(shelf.card(reason), tuning);
  }
  strictEqual(shelf.card("tuning"), tuning);
  deepStrictEqual(world.rendered, ["One moment…", "Getting ready…", "We'll be right back", "Off air"]);
  await world.checkEmpty();
});

Deno.test("A machine without fonts gets cards without words, and says so", async () => {
  const world = new World((_, hasText) => hasText ? NO_FONT : clip());
  const shelf = await world.open();
  ok(shelf.card("tuning").length > 0);
  deepStrictEqual(world.rendered, ["One moment…", "(plain)"]);
  ok(
    world.log.some((line) => line.includes("rendered without text") && line.includes("Cannot find a valid")),
  );
  await world.checkEmpty();
});

Deno.test("A card that cannot be rendered at all", async (t) => {
  await t.step("is a fault when it is the first: a channel would be without a picture", async () => {
    const world = new World(() => NO_FONT);
    await rejects(world.open(), {
      code: "tune_failed",
      message: "Cannot render the slate: Cannot find a valid font for the family Sans",
    });
    await world.checkEmpty();
  });
  await t.step("is replaced by the card for tuning when it is another", async () => {
    const world = new World((headline) => headline === "We'll be right back" ? NO_FONT : clip());
    const shelf = await world.open();
    await world.others(shelf);
    strictEqual(shelf.card("unavailable"), shelf.card("tuning"));
    notStrictEqual(shelf.card("getting_ready"), shelf.card("tuning"));
    ok(world.log.some((line) => line.includes("the card for tuning stands in")));
    await world.checkEmpty();
  });
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
      await rejects(world.open(), { code: "tune_failed" });
      await world.checkEmpty();
    });
  }
});

Deno.test("An ffmpeg that hangs is ended, and the plain card takes over", async () => {
  const world = new World((_, hasText) => hasText ? [...clip(), { hang: true }] : clip());
  ok((await world.open()).card("tuning").length > 0);
  const tookMs = world.clock.monotonicMs();
  ok(tookMs >= LIMITS.slateTimeoutMs && tookMs < LIMITS.slateTimeoutMs + 2_000, `it took ${tookMs} ms`);
  deepStrictEqual(world.rendered, ["One moment…", "(plain)"]);
  await world.checkEmpty();
});

Deno.test("Rendering ends after the card it is at, when it is to end", async () => {
  const world = new World(() => clip());
  const shelf = await world.open();
  await world.others(shelf, AbortSignal.abort());
  deepStrictEqual(world.rendered, ["One moment…"]);
});
