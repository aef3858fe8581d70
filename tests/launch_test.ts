import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { backoffMs, type Installation } from "../src/launch.ts";
import type { Isolation } from "../src/start_main.ts";

const LAUNCH = new URL("../src/launch.ts", import.meta.url).href;
const MANIFEST = new URL("../deno.json", import.meta.url).pathname;

const LIFELINE = `import { takeLifeline } from ${
  JSON.stringify(new URL("../src/lifeline.ts", import.meta.url).href)
};
  const lifeline = await takeLifeline();
  const argument = (name) => lifeline.args[lifeline.args.indexOf(name) + 1];
  const isFirst = () => {
    const seen = argument("--data") + "/seen";
    try { Deno.readTextFileSync(seen); return false; } catch { Deno.writeTextFileSync(seen, ""); return true; }
  };
`;

/** A main that tells what happens to it, one word a line. */
const OBEDIENT = `
  lifeline.stopRequested.onabort = () => { console.log("told to stop"); lifeline.exit(0); };
  console.log("started", Deno.pid);
  for await (const line of lifeline.samples.pipeThrough(new TextDecoderStream())) {
    if (line.includes('"sample"')) console.log("sample", line.trim());
  }
  console.log("life line closed");
  lifeline.exit(0);
`;

const ISOLATIONS: readonly Isolation[] = ["process", "worker"];

/** A launcher with a main of our own, in a folder of its own. */
class Launcher implements AsyncDisposable {
  readonly home: string;
  readonly child: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #complaints: Promise<string>;

  constructor(home: string, env: Record<string, string> = {}) {
    this.home = home;
    this.child = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--config", MANIFEST, join(home, "launcher.ts")],
      env: { NO_COLOR: "1", ...env },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#lines = linesOf(this.child.stdout);
    this.#complaints = new Response(this.child.stderr).text();
  }

  /** The next line main prints that begins with the word; what follows it. */
  async next(word: string): Promise<string> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`The launcher ended before it said ${word}: ${await this.#complaints}`);
      if (value.startsWith(word)) return value.slice(word.length).trim();
    }
  }

  /** Exit code and standard error, when it has ended by itself. */
  async end(): Promise<{ code: number; complaints: string }> {
    while (!(await this.#lines.next()).done);
    return { code: (await this.child.status).code, complaints: await this.#complaints };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if ((await Promise.race([this.child.status, null])) === null) this.child.kill("SIGKILL");
    await this.end();
    await Deno.remove(this.home, { recursive: true });
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** A folder with a program in it, whose ffmpeg is `sleep`. */
async function install(main: string, isolation: Isolation = "process", config = ""): Promise<string> {
  const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "launch-test-" }));
  await Deno.mkdir(join(home, "src"));
  await Deno.mkdir(join(home, "data"));
  await Deno.writeTextFile(join(home, "src", "main.ts"), LIFELINE + main);
  await Deno.copyFile(MANIFEST, join(home, "deno.json"));
  await Deno.writeTextFile(
    join(home, "config.yaml"),
    `ffmpeg: { path: sleep, ffprobe_path: sleep }\n${config}`,
  );
  const installation: Installation = { home, program: home, isolation };
  await Deno.writeTextFile(
    join(home, "launcher.ts"),
    `import { launch } from ${JSON.stringify(LAUNCH)};
     Deno.exit(await launch(Deno.args, ${JSON.stringify(installation)}));`,
  );
  return home;
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(Deno.readTextFileSync(`/proc/${pid}/status`));
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return false;
    throw thrown;
  }
}

/** A signal has been sent when this is called; the kernel takes its time. */
async function untilGone(pid: number): Promise<void> {
  for (let looks = 0; isRunning(pid); looks++) {
    ok(looks < 200, `${pid} still runs`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

Deno.test("backoffMs() doubles up to half a minute", () => {
  deepStrictEqual([1, 2, 3, 5, 6, 60].map(backoffMs), [1_000, 2_000, 4_000, 16_000, 30_000, 30_000]);
});

for (const isolation of ISOLATIONS) {
  Deno.test(`launch() samples main, hands SIGTERM on and passes the exit code through (${isolation})`, async () => {
    await using launcher = new Launcher(await install(OBEDIENT, isolation));
    const pid = Number(await launcher.next("started"));
    strictEqual(pid === launcher.child.pid, isolation === "worker");
    // The first sample may come before the kernel has loaded the program, and serves for the machine's figures.
    await launcher.next("sample");
    const sample = JSON.parse(await launcher.next("sample"));
    ok(sample.mainRssBytes > 10_000_000, `main has ${sample.mainRssBytes} bytes`);
    ok(sample.descriptors > 3 && sample.memoryLimitBytes >= sample.memoryAvailableBytes);
    launcher.child.kill("SIGTERM");
    await launcher.next("told to stop");
    strictEqual((await launcher.end()).code, 0);
    strictEqual(isRunning(pid), false);
  });

  Deno.test(`launch() starts main again when it threw, and ends what it left (${isolation})`, async () => {
    const home = await install(
      `
      const env = { EXSTREAMTV_RUN: lifeline.environment.EXSTREAMTV_RUN };
      const options = { args: ["600"], clearEnv: true, env, detached: true, stdout: "null", stderr: "null" };
      console.log("child", new Deno.Command(argument("--ffmpeg"), options).spawn().pid);
      if (isFirst()) throw new Error("a bug");
      lifeline.stopRequested.onabort = () => lifeline.exit(0);
      await new Promise(() => {});
    `,
      isolation,
    );
    const sleeper = (data: string) =>
      new Deno.Command("sleep", { args: ["600"], env: { EXSTREAMTV_RUN: `${data}#earlier` } }).spawn();
    const orphan = sleeper(join(home, "data"));
    const neighbour = sleeper(join(home, "data2"));
    await using launcher = new Launcher(home);
    const first = Number(await launcher.next("child"));
    strictEqual((await orphan.status).signal, "SIGKILL");
    const second = Number(await launcher.next("child"));
    await untilGone(first);
    ok(isRunning(second));
    launcher.child.kill("SIGTERM");
    const { code, complaints } = await launcher.end();
    strictEqual(code, 0);
    match(complaints, /Error: a bug[^]*Main crashed and is started again/);
    await untilGone(second);
    ok(isRunning(neighbour.pid), "another installation's process was ended");
    neighbour.kill("SIGKILL");
    await neighbour.status;
  });

  Deno.test(`launch() starts main again at once when it exits with 75, and gives up on 2 (${isolation})`, async () => {
    await using launcher = new Launcher(await install("lifeline.exit(isFirst() ? 75 : 2);", isolation));
    const { code, complaints } = await launcher.end();
    deepStrictEqual([code, complaints.includes("crashed")], [2, false]);
  });

  Deno.test(`launch() ends a main that hangs when it is told twice to stop (${isolation})`, async () => {
    await using launcher = new Launcher(await install('console.log("hangs"); for (;;);', isolation));
    await launcher.next("hangs");
    launcher.child.kill("SIGTERM");
    // Two signals at once would be one.
    await new Promise((resolve) => setTimeout(resolve, 100));
    launcher.child.kill("SIGTERM");
    strictEqual((await launcher.end()).code, 137);
  });
}

Deno.test("launch() starts a killed main again, and main ends when the launcher is killed", async () => {
  await using launcher = new Launcher(await install(OBEDIENT));
  const first = Number(await launcher.next("started"));
  Deno.kill(first, "SIGKILL");
  const second = Number(await launcher.next("started"));
  ok(second !== first);
  launcher.child.kill("SIGKILL");
  await launcher.next("life line closed");
});

Deno.test("launch() keeps main's space for young objects small, whatever main does", async () => {
  await using launcher = new Launcher(
    await install(`
      const { getHeapSpaceStatistics } = await import("node:v8");
      const kept = [];
      // Enough of them, and for long enough, that V8 would let the space grow to 32 MB.
      for (let at = 0; at < 3_000_000; at++) kept[at % 50_000] = { at };
      const { space_size } = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
      console.log("young", space_size);
      lifeline.exit(0);
    `),
  );
  const bytes = Number(await launcher.next("young"));
  ok(bytes > 0 && bytes <= 4_000_000, `it has ${bytes} bytes`);
});

Deno.test("launch() refuses a configuration that a worker could rewrite", async () => {
  const home = await install(OBEDIENT, "worker");
  await Deno.rename(join(home, "config.yaml"), join(home, "data", "config.yaml"));
  await using launcher = new Launcher(home);
  const { code, complaints } = await launcher.end();
  strictEqual(code, 2);
  match(complaints, /^Cannot use the configuration .*data\/config.yaml: a single binary cannot protect /m);
});

Deno.test("launch() lets one launcher at a time use a data folder", async () => {
  await using launcher = new Launcher(await install(OBEDIENT));
  await launcher.next("started");
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--config", MANIFEST, join(launcher.home, "launcher.ts")],
  }).output();
  strictEqual(code, 2);
  match(new TextDecoder().decode(stderr), /^Cannot start: another EXStreamTV runs on the data folder /m);
});

Deno.test("launch() prints every fault of the configuration and starts nothing", async () => {
  await using launcher = new Launcher(
    await install(OBEDIENT, "process", "server: {port: eighty}\nhls: {window: 1}"),
  );
  const { code, complaints } = await launcher.end();
  strictEqual(code, 2);
  match(
    complaints,
    /^config\.yaml:2:16 server\.port: found "eighty", .*\nconfig\.yaml:3:15 hls\.window: found 1, /m,
  );
});

/** Tries what main may and may not do; a word for each. */
const PRISONER = `
  const data = argument("--data");
  const home = argument("--home");
  const attempt = (name, deed) => {
    try { console.log(name, deed() ?? "yes"); } catch (thrown) { console.log(name, thrown.name); }
  };
  const run = (program) => new Deno.Command(program, { clearEnv: true }).outputSync() && "yes";
  attempt("read program", () => Deno.readTextFileSync(home + "/config.yaml") && "yes");
  attempt("read media", () => Deno.readTextFileSync(home + "/media, all/film"));
  attempt("read elsewhere", () => Deno.readTextFileSync("/etc/passwd"));
  attempt("write data", () => Deno.writeTextFileSync(data + "/x", ""));
  attempt("write config", () => Deno.writeTextFileSync(home + "/config.yaml", ""));
  attempt("write media", () => Deno.writeTextFileSync(home + "/media, all/x", ""));
  attempt("write program", () => Deno.writeTextFileSync(home + "/src/main.ts", ""));
  attempt("create config", () => Deno.writeTextFileSync(data + "/config.yaml", ""));
  attempt("listen", () => Deno.listen({ hostname: "127.0.0.1", port: 48411 }).close());
  attempt("listen elsewhere", () => Deno.listen({ hostname: "127.0.0.1", port: 48412 }).close());
  attempt("run ffmpeg", () => run(argument("--ffmpeg")));
  attempt("run a shell", () => run("/bin/sh"));
  attempt("foreign function", () => Deno.dlopen("libc.so.6", {}));
  attempt("secret", () => Deno.env.get("SECRET") ?? "unseen");
  attempt("linker", () => Deno.env.get("LD_PRELOAD_PATH") ?? "unseen");
  console.log("given", lifeline.environment.SECRET ?? lifeline.environment.LD_PRELOAD_PATH ?? "nothing");
  lifeline.exit(0);
`;

const WALL = {
  "read program": "yes",
  "read media": "yes",
  "read elsewhere": "NotCapable",
  "write data": "yes",
  "write config": "NotCapable",
  "write media": "NotCapable",
  "write program": "NotCapable",
  "create config": "NotCapable",
  "listen": "yes",
  "listen elsewhere": "NotCapable",
  "run ffmpeg": "yes",
  "run a shell": "NotCapable",
  "foreign function": "NotCapable",
  "secret": "unseen",
  "linker": "unseen",
  "given": "nothing",
};

/** A worker knows no exceptions: what it can create, the next start refuses to read. */
const WORKERS_WALL = { ...WALL, "create config": "yes", "secret": "NotCapable", "linker": "NotCapable" };

Deno.test("launch() holds main to what the configuration needs", async (t) => {
  const CASES: readonly { how: string; isolation: Isolation; folder: string; wanted: typeof WALL }[] = [
    { how: "by a permission set", isolation: "process", folder: "media, all", wanted: WALL },
    { how: "by flags", isolation: "process", folder: "media", wanted: WALL },
    { how: "in a worker", isolation: "worker", folder: "media, all", wanted: WORKERS_WALL },
  ];
  for (const { how, isolation, folder, wanted } of CASES) {
    await t.step(how, async () => {
      const home = await install(PRISONER.replaceAll("media, all", folder), isolation);
      await Deno.mkdir(join(home, folder));
      await Deno.writeTextFile(join(home, folder, "film"), "yes");
      const config = {
        server: { host: "127.0.0.1", port: 48_411 },
        hdhomerun: { ssdp: false, discovery: false, control: false },
        ffmpeg: { path: "sleep", ffprobe_path: "sleep" },
        libraries: { local: { paths: [join(home, folder)] } },
      };
      await Deno.writeTextFile(join(home, "config.yaml"), JSON.stringify(config));
      await using launcher = new Launcher(home, { SECRET: "42", LD_PRELOAD_PATH: "1" });
      const found: Record<string, string> = {};
      for (const name of Object.keys(wanted)) found[name] = await launcher.next(name);
      deepStrictEqual(found, wanted);
      strictEqual((await launcher.end()).code, 0);
    });
  }
});

/** A main that tells whom it may speak to. */
const NEIGHBOURLY = `
  for (const host of ["192.168.1.9:5555", "127.0.0.1:5555", "239.255.255.250:1900", "198.51.100.7:5555"]) {
    console.log(host, Deno.permissions.querySync({ name: "net", host }).state);
  }
  lifeline.exit(0);
`;

Deno.test("launch() lets main answer neighbours if it is to be found, and nobody else", async (t) => {
  const SILENT = { ssdp: false, discovery: false, control: false };
  const CASES: readonly { how: string; isolation: Isolation; folder: string; hdhomerun: object }[] = [
    { how: "by a permission set", isolation: "process", folder: "media, all", hdhomerun: {} },
    { how: "by flags", isolation: "process", folder: "media", hdhomerun: {} },
    { how: "in a worker", isolation: "worker", folder: "media", hdhomerun: {} },
    { how: "not if it is silent", isolation: "process", folder: "media", hdhomerun: SILENT },
  ];
  for (const { how, isolation, folder, hdhomerun } of CASES) {
    await t.step(how, async () => {
      const libraries = { local: { paths: [`/${folder}`] } };
      const home = await install(
        NEIGHBOURLY,
        isolation,
        `hdhomerun: ${JSON.stringify(hdhomerun)}\nlibraries: ${JSON.stringify(libraries)}`,
      );
      await using launcher = new Launcher(home);
      const may = async (host: string) => await launcher.next(host) === "granted";
      const isFound = hdhomerun !== SILENT;
      strictEqual(await may("192.168.1.9:5555"), isFound);
      strictEqual(await may("127.0.0.1:5555"), isFound);
      strictEqual(await may("239.255.255.250:1900"), isFound);
      strictEqual(await may("198.51.100.7:5555"), false);
      strictEqual((await launcher.end()).code, 0);
    });
  }
});
