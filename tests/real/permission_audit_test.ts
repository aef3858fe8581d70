import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { computePermissions, type DenoPermissions, parseConfig } from "../../src/config/mod.ts";
import { findProgram, systemMachine } from "../../src/machine.ts";
import { publicNetworks } from "../../src/public_networks.ts";
import { needs } from "./real_program.ts";
import { quiet } from "./real_server.ts";

const HOME = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");

/** Asked for by libraries that manage without an answer. */
const IGNORED_VARIABLES = ["LOG_TOKENS", "LOG_STREAM"];

/** A permission main asked for. */
interface Use {
  readonly permission: string;
  readonly value: string | null;
}

Deno.test({
  name: "main uses what computePermissions() grants, no more and no kind less",
  ...needs("ffmpeg", "ffprobe"),
}, async () => {
  const folder = await Deno.realPath(await Deno.makeTempDir({ prefix: "permission-audit-" }));
  try {
    const port = freePort();
    const overrides = {
      EXSTREAMTV_DATABASE_PATH: join(folder, "data", "tv.db"),
      EXSTREAMTV_SERVER_HOST: "127.0.0.1",
      EXSTREAMTV_SERVER_PORT: String(port),
      ...quiet(["discovery", "control"]),
    };
    const uses = await recordUses(folder, overrides);
    const granted = grantsFor(overrides);
    deepStrictEqual(uses.filter((use) => !isGranted(granted, use)), []);
    // Deno's record leaves out what was run; `tests/launch_test.ts` tries that.
    for (const kind of ["read", "write", "net", "env", "sys"]) {
      ok(uses.some(({ permission }) => permission === kind), `main never used ${kind}: why is it granted?`);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

/** Starts the program by its launcher, watches a channel for a moment, and stops it. */
async function recordUses(folder: string, overrides: Record<string, string>): Promise<Use[]> {
  const record = join(folder, "audit.jsonl");
  const runner = join(folder, "runner.ts");
  // Set late, so that only main is recorded.
  await Deno.writeTextFile(
    runner,
    `import { launch } from ${JSON.stringify(`file://${HOME}/src/launch.ts`)};
     Deno.env.set("DENO_AUDIT_PERMISSIONS", ${JSON.stringify(record)});
     const installation = ${JSON.stringify({ home: HOME, program: HOME, isolation: "process" })};
     Deno.exit(await launch(["--config", ${JSON.stringify(`${HOME}/config.yaml`)}], installation));`,
  );
  const launcher = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--config", `${HOME}/deno.json`, runner],
    env: overrides,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const lines = launcher.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
  for (let seen = ""; !seen.includes("Dashboard");) {
    const { value, done } = await lines.next();
    if (done) throw new Error(`The program ended by itself: ${seen}`);
    seen += value;
  }
  const base = `http://127.0.0.1:${overrides["EXSTREAMTV_SERVER_PORT"]}`;
  for (const path of ["/health", "/lineup.json", "/iptv.m3u", "/xmltv.xml", "/", "/metrics"]) {
    const response = await fetch(base + path);
    strictEqual(response.status, 200, path);
    await response.body?.cancel();
  }
  const stream = await fetch(`${base}/auto/v1`);
  let bytes = 0;
  for await (const chunk of stream.body ?? []) {
    bytes += chunk.length;
    if (bytes > 200_000) break;
  }
  launcher.kill("SIGTERM");
  while (!(await lines.next()).done);
  strictEqual((await launcher.status).code, 0);
  const text = await Deno.readTextFile(record);
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

function grantsFor(overrides: Record<string, string>): DenoPermissions {
  const configFile = `${HOME}/config.yaml`;
  const text = Deno.readTextFileSync(configFile);
  const { config, variables } = parseConfig({
    text,
    name: "config.yaml",
    environment: overrides,
    home: HOME,
  });
  const searchPath = Deno.env.get("PATH") ?? "";
  const [ffmpeg, ffprobe] = ["ffmpeg", "ffprobe"].map((name) => findProgram(systemMachine, name, searchPath));
  ok(ffmpeg !== undefined && ffprobe !== undefined);
  const ownNetworks = publicNetworks(Deno.networkInterfaces());
  return computePermissions(config, {
    home: HOME,
    program: HOME,
    configFile,
    includes: [],
    ffmpeg,
    ffprobe,
    variables,
    ownNetworks,
  });
}

function isGranted(granted: DenoPermissions, { permission, value }: Use): boolean {
  const isBelow = (folders: readonly string[]) =>
    folders.some((folder) => value === folder || value?.startsWith(`${folder}/`));
  switch (permission) {
    case "read":
      return isBelow(granted.read);
    case "write":
      return isBelow(granted.write) && !isBelow(granted.denyWrite);
    case "net":
      return granted.net.includes(value ?? "");
    case "run":
      return granted.run.includes(value ?? "");
    case "sys":
      return granted.sys.includes(value ?? "");
    case "env":
      return value === null || IGNORED_VARIABLES.includes(value) ||
        granted.env.some((name) => name.endsWith("*") ? value.startsWith(name.slice(0, -1)) : value === name);
    default:
      return false;
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
