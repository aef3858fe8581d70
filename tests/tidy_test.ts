/**
 * The house rules, as tables. A rule said twice in review becomes a line here; each proves on a made-up text that it
 * catches what it is for.
 */
import { deepStrictEqual, ok } from "node:assert/strict";
import { basename, join, relative } from "node:path";
import { factsOf, isCode, type Source } from "./syntax_facts.ts";

/** Something the tree must not contain. */
interface Rule {
  readonly name: string;
  /** Complaints about one file. */
  readonly check: (source: Source) => string[];
  /** Each must be complained of. */
  readonly bad: readonly Source[];
  /** None of them may be: what the rule could mistake for its prey. */
  readonly good?: readonly Source[];
}

const TOP = new URL("..", import.meta.url).pathname;
const SKIPPED = new Set([".git", ".deno", "data", "dist", "coverage", "node_modules"]);

/** Which rooms a room may import, always by their doors. ARCHITECTURE shows the same table. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  mpegts: [],
  metrics: [],
  config: [],
  inputs: [],
  store: [],
  splice: ["mpegts"],
  fanout: ["mpegts", "metrics"],
  schedule: [],
  ffmpeg: ["metrics"],
  hdhomerun: ["metrics"],
  source: ["metrics"],
  metadata: ["metrics"],
  health: ["metrics"],
  agent: ["metrics", "health"],
  guide: ["schedule", "metadata", "metrics"],
  playout: [
    "schedule",
    "inputs",
    "ffmpeg",
    "splice",
    "fanout",
    "health",
    "source",
    "store",
    "metrics",
    "mpegts",
  ],
};

/** The launcher's three files: outside the wall, where nothing but the configuration is needed. */
const LAUNCHER = ["src/launch.ts", "src/start_main.ts", "src/start_prover.ts"];
/** What `server` puts together: each file wires one part of the program out of the rooms. */
const BUILDERS = [
  ...[
    "affected",
    "aftermath",
    "base",
    "beyond_reach",
    "care",
    "channel_book",
    "device",
    "document_desk",
    "enrichment",
  ],
  ...["media_library", "offer", "play", "remains", "roll", "roster", "rule_book", "truth"],
]
  .map((name) => `src/${name}.ts`);
/** They wire everything and are imported by nobody, but `main` imports `server`, and `server` what it puts together. */
const WIRING = ["src/main.ts", "src/launch.ts", "src/server.ts", ...BUILDERS];

const PURE =
  /^src\/(mpegts|splice|inputs|schedule)\/(?!authority\.ts)|^src\/hdhomerun\/(packet|crc32|rtp|(discovery|control)_packet|ssdp_message|channel_wish|target_address|tuner_texts|addresses)\.ts$/;

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 60;
const NAMELESS = new Set(["util", "utils", "helper", "helpers", "misc", "common", "shared", "stuff"]);
/** Tests of more than one file, and what tests stand on. */
const FREE_TESTS = /^tests\/(tidy_test\.ts$|(real|bench|soak|contracts|scenarios|fakes|fixtures|tools)\/)/;
/** Tests of one idea that has no file of its own. */
const IDEA_TESTS = [
  "tests/config/bad_config_test.ts",
  "tests/config/bad_rules_test.ts",
  "tests/config/bad_slots_test.ts",
  "tests/config/documented_config_test.ts",
  "tests/config/shipped_config_test.ts",
  "tests/ffmpeg/pool_storm_test.ts",
  "tests/inputs/hazards_test.ts",
  "tests/inputs/invariants_test.ts",
  "tests/inputs/scenarios_test.ts",
  "tests/guide/mutations_test.ts",
  "tests/hdhomerun/malformed_test.ts",
  "tests/mpegts/tables_test.ts",
  "tests/routes/api/documents_test.ts",
  "tests/routes/api/writes_test.ts",
  "tests/routes/socket_test.ts",
  "tests/splice/damage_test.ts",
  "tests/splice/sound_test.ts",
  "tests/splice/starts_test.ts",
  "tests/splice/times_test.ts",
  "tests/splice/tracks_test.ts",
  "tests/store/kill_test.ts",
  "tests/store/timeline_contract_test.ts",
];
/** S1: whatever main starts comes from the pool; the launcher starts main and provers. */
const SPAWNERS = ["src/spawner.ts", "src/ffmpeg/pool.ts", "src/start_main.ts", "src/start_prover.ts"];

const architecture = await Deno.readTextFile(join(TOP, "src/ARCHITECTURE.md"));
const tree = await readTree(TOP);
const paths = new Set(tree.map(({ path }) => path));

const RULES: readonly Rule[] = [
  {
    name: "imports follow the table, other rooms by their doors only",
    check: ({ path, text }) =>
      isProduct(path) ? factsOf({ path, text }).imports.flatMap((to) => forbidImport(path, to) ?? []) : [],
    bad: [
      { path: "src/mpegts/pat.ts", text: 'import "../fanout/mod.ts";' },
      { path: "src/splice/joint.ts", text: 'export * from "../mpegts/pat.ts";' },
      { path: "src/fanout/hls.ts", text: 'import type { Server } from "../server.ts";' },
      { path: "src/guide/mod.ts", text: 'export { listen } from "../../routes/mod.ts";' },
      { path: "src/clock.ts", text: 'await import("./config/mod.ts");' },
      { path: "src/clock.ts", text: 'import type { Base } from "./base.ts";' },
      { path: "src/play.ts", text: 'import { createServer } from "./server.ts";' },
      { path: "src/main.ts", text: 'import { createBase } from "./base.ts";' },
      { path: "src/guide/mod.ts", text: 'import { createGuide } from "../truth.ts";' },
      { path: "src/care.ts", text: 'import { createApp } from "../routes/mod.ts";' },
      { path: "src/launch.ts", text: 'import { createServer } from "./server.ts";' },
      { path: "src/start_main.ts", text: 'import "./playout/mod.ts";' },
      { path: "routes/iptv.ts", text: 'import { authority } from "../src/schedule/authority.ts";' },
      { path: "src/attic/old.ts", text: 'import "../clock.ts";' },
    ],
    good: [
      {
        path: "src/splice/joint.ts",
        text: 'import "../mpegts/mod.ts"; import "./rebase.ts"; import "../clock.ts";',
      },
      { path: "src/main.ts", text: 'import "./server.ts"; import "./config/mod.ts"; import "zod";' },
      {
        path: "src/server.ts",
        text: 'import "./play.ts"; import "../routes/mod.ts"; import "./store/mod.ts";',
      },
      { path: "src/play.ts", text: 'import "./base.ts"; import "./playout/mod.ts"; import "./clock.ts";' },
      { path: "src/launch.ts", text: 'import "./config/mod.ts"; import "./machine.ts";' },
      { path: "src/start_main.ts", text: 'import "./config/mod.ts"; import "./lifeline.ts";' },
      {
        path: "routes/api/media.ts",
        text: 'import "../fault_response.ts"; import "../../src/store/mod.ts";',
      },
    ],
  },
  {
    name: "pure rooms name no effect",
    check: (source) => PURE.test(source.path) ? factsOf(source).effects : [],
    bad: [
      { path: "src/mpegts/a.ts", text: "export const at = Date.now();" },
      { path: "src/splice/a.ts", text: "setTimeout(() => 1, 5);" },
      { path: "src/schedule/loop.ts", text: "export const pick = () => Math.random();" },
      { path: "src/inputs/a.ts", text: "export const at = new Date();" },
      { path: "src/mpegts/b.ts", text: "export const read = () => Deno.readFile('x');" },
      { path: "src/mpegts/c.ts", text: 'import { readFileSync } from "node:fs";' },
    ],
    good: [
      {
        path: "src/mpegts/d.ts",
        text: '// Deno\nexport const it = { performance: "Date.now()" }.performance;',
      },
      { path: "src/schedule/authority.ts", text: "export const at = Date.now();" },
      { path: "src/schedule/e.ts", text: "export const at = new Date(5);" },
    ],
  },
  {
    name: "processes are started by the pool, the prober and the launcher only",
    check: (source) =>
      isProduct(source.path) && !SPAWNERS.includes(source.path)
        ? factsOf(source).members.filter((member) => /(^|\.)spawn$|^Deno\.Command$/.test(member))
        : [],
    bad: [
      { path: "src/source/probe.ts", text: "this.#spawner.spawn(ffprobe, []);" },
      { path: "routes/media.ts", text: 'new Deno.Command("sh");' },
    ],
    good: [{ path: "src/ffmpeg/pool.ts", text: "spawner.spawn(ffmpeg, []);" }],
  },
  {
    name: "channels are torn down and up again through the one door of restarts only (R4)",
    check: (source) =>
      isProduct(source.path) && source.path !== "src/care.ts"
        ? factsOf(source).members.filter((member) => /\.renewPlayout$/.test(member))
        : [],
    bad: [{ path: "routes/api/channels.ts", text: 'parts.manager.renewPlayout("c1");' }],
    good: [{ path: "src/care.ts", text: 'play.manager.renewPlayout("c1");' }],
  },
  {
    name: "files are named after an idea, in snake_case",
    check: ({ path }) => {
      const name = basename(path).replace(/\.[a-z]+$/, "");
      if (NAMELESS.has(name.replace(/_test$/, ""))) return [`${name} is no idea`];
      return /\.(ts|js|css|html|sh|py)$/.test(path) && !/^[a-z0-9]+(_[a-z0-9]+)*$/.test(name) ? [name] : [];
    },
    bad: ["src/utils.ts", "routes/api/helpers.ts", "static/base/fooBar.js", "src/store/media-store.ts"].map(
      empty,
    ),
    good: ["src/store/media_store.ts", "src/ARCHITECTURE.md"].map(empty),
  },
  {
    name: `no file is over ${FILE_LINES_MAX} lines unless ARCHITECTURE says why`,
    check: ({ path, text }) => {
      const lines = text.split("\n").length - 1;
      return isCode(path) && lines > FILE_LINES_MAX && !architecture.includes(basename(path))
        ? [`${lines} lines`]
        : [];
    },
    bad: [{ path: "src/store/long.ts", text: "\n".repeat(401) }],
    good: [{ path: "src/store/short.ts", text: "\n".repeat(400) }],
  },
  {
    name: `no function is over ${FUNCTION_LINES_MAX} lines unless ARCHITECTURE says why`,
    check: (source) =>
      isProduct(source.path) || source.path.startsWith("static/")
        ? factsOf(source).functions.filter(({ name, lines }) =>
          lines > FUNCTION_LINES_MAX && !isExplained(name)
        ).map(({ name, lines }) => `${name || "a function"} has ${lines} lines`)
        : [],
    bad: [
      { path: "src/a.ts", text: `function long() {${"\n".repeat(60)}}` },
      { path: "src/b.ts", text: `export const long = () => {${"\n".repeat(60)}};` },
      { path: "static/c.js", text: `class C { long() {${"\n".repeat(60)}} }` },
    ],
    good: [{ path: "src/a.ts", text: `function short() {${"\n".repeat(59)}}` }],
  },
  {
    name: "every test mirrors a file",
    check: ({ path }) => {
      if (!path.endsWith("_test.ts") || FREE_TESTS.test(path) || IDEA_TESTS.includes(path)) return [];
      const mirrored = path.replace(/^tests\//, "").replace(/_test\.ts$/, "");
      const candidates = [`src/${mirrored}.ts`, `${mirrored}.ts`, `${mirrored}.js`];
      return candidates.some((candidate) => paths.has(candidate)) ? [] : [`there is no src/${mirrored}.ts`];
    },
    bad: ["tests/mpegts/nothing_test.ts", "tests/nothing_test.ts"].map(empty),
    good: ["tests/launch_test.ts", "tests/config/parse_test.ts", "tests/real/anything_test.ts"].map(empty),
  },
  {
    name: "no any, no non-null assertion, no empty catch",
    check: (source) => factsOf(source).shortcuts,
    bad: [
      { path: "src/a.ts", text: "export const a: any = 1;" },
      { path: "tests/a_test.ts", text: "export const b = [1][0]!;" },
      { path: "static/a.js", text: "try { a(); } catch { }" },
      { path: "src/b.ts", text: "try { a(); } catch (error) { /* nothing */ }" },
    ],
    good: [{ path: "src/a.ts", text: 'export const many = !"any"; try { a(); } catch { b(); }' }],
  },
  {
    name: "console is for nobody",
    check: (source) =>
      isProduct(source.path) || source.path.startsWith("static/")
        ? factsOf(source).members.filter((member) => member.startsWith("console."))
        : [],
    bad: [{ path: "routes/a.ts", text: 'console.log("here");' }],
    good: [{ path: "src/a.ts", text: '"console.log"; // console.log' }],
  },
  {
    name: "no comment leaves work undone without an issue",
    check: (source) =>
      isCode(source.path)
        ? factsOf(source).comments.filter((comment) => /\b(TODO(?!\(#\d+\))|FIXME|XXX)/.test(comment))
        : [],
    bad: [{ path: "src/a.ts", text: "// TODO: later" }, { path: "static/a.js", text: "/* FIXME */" }],
    good: [{ path: "src/a.ts", text: '// TODO(#12): later\nexport const a = "TODO";' }],
  },
  {
    name: "no path of anybody's machine, no registry's host",
    check: ({ path, text }) => {
      if (path === "deno.lock" || path === "tests/tidy_test.ts") return [];
      const found = text.match(/\/(home|Users)\/[a-z]\w+\/|\/root\/|\bregistry\.[\w-]+\.[a-z]/g) ?? [];
      return text.includes(TOP) ? [...found, "the path of this very tree"] : [...found];
    },
    bad: [
      { path: "README.md", text: "cd /home/jane/exstreamtv" },
      { path: "tv", text: "https://registry.example.org" },
      { path: "docs/a.md", text: `see ${TOP}src` },
    ],
    good: [{ path: "README.md", text: "/media/Shows, /iptv/channels.m3u, the registry of metrics" }],
  },
];

for (const { name, check, bad, good = [] } of RULES) {
  Deno.test(name, async (t) => {
    await t.step("holds", () => {
      deepStrictEqual(
        tree.flatMap((source) => check(source).map((complaint) => `${source.path}: ${complaint}`)),
        [],
      );
    });
    for (const source of bad) {
      await t.step(
        `catches ${source.path}: ${source.text.slice(0, 60).trim()}`,
        () => ok(check(source).length > 0),
      );
    }
    for (const source of good) {
      await t.step(
        `spares ${source.path}: ${source.text.slice(0, 60).trim()}`,
        () => deepStrictEqual(check(source), []),
      );
    }
  });
}

Deno.test("the import table is about the rooms there are, and ARCHITECTURE names them", () => {
  const rooms = new Set([...paths].flatMap((path) => /^src\/([^/]+)\//.exec(path)?.[1] ?? []));
  deepStrictEqual([...rooms].filter((room) => !Object.hasOwn(ROOMS, room)), []);
  deepStrictEqual([...rooms].filter((room) => !architecture.includes(`\`${room}\``)), []);
  deepStrictEqual([...rooms].filter((room) => !paths.has(`src/${room}/mod.ts`)), []);
});

/** Why a file may not import another; null if it may. */
function forbidImport(from: string, to: string): string | null {
  const [fromRoom, toRoom] = [roomOf(from), roomOf(to)];
  const complaint = `must not import ${to}`;
  if (BUILDERS.includes(to) && (from === "src/server.ts" || BUILDERS.includes(from))) return null;
  if (WIRING.includes(to)) return from === "src/main.ts" && to === "src/server.ts" ? null : complaint;
  if (!to.startsWith("src/") && !to.startsWith("routes/")) return null;
  if (fromRoom === toRoom && (fromRoom !== null || from.startsWith("src/"))) return null;
  if (toRoom === null) {
    return fromRoom === "routes" || Object.hasOwn(ROOMS, fromRoom ?? "") ? null : complaint;
  }
  if (to !== `src/${toRoom}/mod.ts` && to !== "routes/mod.ts") return complaint;
  if (from === "src/main.ts" || from === "src/server.ts") return null;
  if (BUILDERS.includes(from)) return toRoom === "routes" ? complaint : null;
  if (LAUNCHER.includes(from)) return toRoom === "config" ? null : complaint;
  if (toRoom === "routes") return complaint;
  if (fromRoom === "routes") return null;
  return ROOMS[fromRoom ?? ""]?.includes(toRoom) ? null : complaint;
}

function roomOf(path: string): string | null {
  return path.startsWith("routes/") ? "routes" : /^src\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/** True if ARCHITECTURE says in one line why `name` has the lines it has. */
function isExplained(name: string): boolean {
  return architecture.split("\n").some((line) => line.includes(`\`${name}\``) && /\blines\b/.test(line));
}

function isProduct(path: string): boolean {
  return /^(src|routes)\/.*\.ts$/.test(path);
}

function empty(path: string): Source {
  return { path, text: "" };
}

async function readTree(folder: string): Promise<Source[]> {
  const sources: Source[] = [];
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const file = join(folder, name);
    if (isDirectory && !SKIPPED.has(name)) sources.push(...await readTree(file));
    const isText = /\.(ts|js|css|html|svg|md|json|yaml|sh|py)$/.test(name) ||
      /^(tv|run|Dockerfile|LICENSE)$/.test(name);
    if (isFile && isText) sources.push({ path: relative(TOP, file), text: await Deno.readTextFile(file) });
  }
  return sources;
}
