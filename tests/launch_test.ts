import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { backoffMs } from "../src/launch.ts";

const LAUNCH = new URL("../src/launch.ts", import.meta.url).href;
const MANIFEST = new URL("../deno.json", import.meta.url).pathname;

/** A main that tells what happens to it, one word a line. */
const OBEDIENT = `
  Deno.addSignalListener("SIGTERM", () => { console.log("told to stop"); Deno.exit(0); });
  console.log("started", Deno.pid);
  for await (const line of Deno.stdin.readable.pipeThrough(new TextDecoderStream())) {
    if (line.includes('"sample"')) console.log("sample", line.trim());
  }
  console.log("life line closed");
  Deno.exit(0);
`;

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
async function install(main: string, config = ""): Promise<string> {
  const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "launch-test-" }));
  await Deno.mkdir(join(home, "src"));
  await Deno.mkdir(join(home, "data"));
  const mainFile = join(home, "src", "main.ts");
  await Deno.writeTextFile(mainFile, main);
  await Deno.copyFile(MANIFEST, join(home, "deno.json"));
  await Deno.writeTextFile(
    join(home, "config.yaml"),
    `ffmpeg: { path: sleep, ffprobe_path: sleep }\n${config}`,
  );
  await Deno.writeTextFile(
    join(home, "launcher.ts"),
    `import { launch } from ${JSON.stringify(LAUNCH)};
     Deno.exit(await launch(Deno.args, ${JSON.stringify({ home, mainFile })}));`,
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

Deno.test("backoffMs() doubles up to half a minute", () => {
  deepStrictEqual([1, 2, 3, 5, 6, 60].map(backoffMs), [1_000, 2_000, 4_000, 16_000, 30_000, 30_000]);
});

Deno.test("launch() samples main, hands SIGTERM on and passes the exit code through", async () => {
  await using launcher = new Launcher(await install(OBEDIENT));
  const pid = Number(await launcher.next("started"));
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

Deno.test("launch() starts a killed main again, and main ends when the launcher is killed", async () => {
  await using launcher = new Launcher(await install(OBEDIENT));
  const first = Number(await launcher.next("started"));
  Deno.kill(first, "SIGKILL");
  const second = Number(await launcher.next("started"));
  ok(second !== first);
  launcher.child.kill("SIGKILL");
  await launcher.next("life line closed");
});

Deno.test("launch() ends what carries the mark of an earlier run, before and after main", async () => {
  const home = await install(`
    const ffmpeg = Deno.args[Deno.args.indexOf("--ffmpeg") + 1];
    const env = { EXSTREAMTV_RUN: Deno.env.get("EXSTREAMTV_RUN") };
    const options = { args: ["600"], clearEnv: true, env, detached: true, stdout: "null", stderr: "null" };
    console.log("child", new Deno.Command(ffmpeg, options).spawn().pid);
    for await (const _ of Deno.stdin.readable);
    Deno.exit(0);
  `);
  const sleeper = (data: string) =>
    new Deno.Command("sleep", { args: ["600"], env: { EXSTREAMTV_RUN: `${data}#earlier` } }).spawn();
  const orphan = sleeper(join(home, "data"));
  const neighbour = sleeper(join(home, "data2"));
  const startedMs = performance.now();
  await using launcher = new Launcher(home);
  strictEqual((await orphan.status).signal, "SIGKILL");
  ok(performance.now() - startedMs < 2_000, "an orphan lived for 2 s");

  const child = Number(await launcher.next("child"));
  const main = Number(/^PPid:\s+(\d+)/m.exec(await Deno.readTextFile(`/proc/${child}/status`))?.[1]);
  Deno.kill(main, "SIGKILL");
  await launcher.next("child");
  strictEqual(isRunning(child), false);
  ok(isRunning(neighbour.pid), "another installation's process was ended");
  neighbour.kill("SIGKILL");
  await neighbour.status;
  launcher.child.kill("SIGTERM");
  await launcher.end();
});

Deno.test("launch() starts main again at once when it exits with 75, and gives up on 2", async () => {
  await using launcher = new Launcher(
    await install(`
      const seen = Deno.args[Deno.args.indexOf("--data") + 1] + "/seen";
      try { Deno.readTextFileSync(seen); } catch { Deno.writeTextFileSync(seen, ""); Deno.exit(75); }
      Deno.exit(2);
    `),
  );
  const { code, complaints } = await launcher.end();
  deepStrictEqual([code, complaints.includes("crashed")], [2, false]);
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
  await using launcher = new Launcher(await install(OBEDIENT, "server: {port: eighty}\nhls: {window: 1}"));
  const { code, complaints } = await launcher.end();
  strictEqual(code, 2);
  match(
    complaints,
    /^config\.yaml:2:16 server\.port: found "eighty", .*\nconfig\.yaml:3:15 hls\.window: found 1, /m,
  );
});

/** Tries what main may and may not do; a word for each. */
const PRISONER = `
  const data = Deno.args[Deno.args.indexOf("--data") + 1];
  const home = Deno.args[Deno.args.indexOf("--config") + 1].replace("/config.yaml", "");
  const attempt = (name, deed) => {
    try { deed(); console.log(name, "yes"); } catch (thrown) { console.log(name, thrown.name); }
  };
  attempt("read program", () => Deno.readTextFileSync(home + "/config.yaml"));
  attempt("read media", () => Deno.readTextFileSync(home + "/media, all/film"));
  attempt("read elsewhere", () => Deno.readTextFileSync("/etc/passwd"));
  attempt("write data", () => Deno.writeTextFileSync(data + "/x", ""));
  attempt("write config", () => Deno.writeTextFileSync(data + "/config.yaml", ""));
  attempt("write media", () => Deno.writeTextFileSync(home + "/media, all/x", ""));
  attempt("write program", () => Deno.writeTextFileSync(home + "/src/main.ts", ""));
  attempt("listen", () => Deno.listen({ hostname: "127.0.0.1", port: 48411 }).close());
  attempt("listen elsewhere", () => Deno.listen({ hostname: "127.0.0.1", port: 48412 }).close());
  attempt("run ffmpeg", () => new Deno.Command(Deno.args[Deno.args.indexOf("--ffmpeg") + 1]).outputSync());
  attempt("run a shell", () => new Deno.Command("sh").outputSync());
  attempt("foreign function", () => Deno.dlopen("libc.so.6", {}));
  console.log("secret", Deno.env.get("SECRET") ?? "unseen");
  console.log("linker", Deno.env.get("LD_PRELOAD_PATH") ?? "unseen");
`;

Deno.test("launch() holds main to what the configuration needs, by flags and by a permission set", async (t) => {
  for (const folder of ["media, all", "media"]) {
    await t.step(`media folder ${JSON.stringify(folder)}`, async () => {
      const home = await install(PRISONER.replaceAll("media, all", folder));
      await Deno.mkdir(join(home, folder));
      await Deno.writeTextFile(join(home, folder, "film"), "");
      const config = {
        server: { host: "127.0.0.1", port: 48_411 },
        ffmpeg: { path: "sleep", ffprobe_path: "sleep" },
        libraries: { local: { paths: [join(home, folder)] } },
      };
      await Deno.writeTextFile(join(home, "config.yaml"), JSON.stringify(config));
      await using launcher = new Launcher(home, { SECRET: "42", LD_PRELOAD_PATH: "1" });
      const WANTED = {
        "read program": "yes",
        "read media": "yes",
        "read elsewhere": "NotCapable",
        "write data": "yes",
        "write config": "NotCapable",
        "write media": "NotCapable",
        "write program": "NotCapable",
        "listen": "yes",
        "listen elsewhere": "NotCapable",
        "run ffmpeg": "yes",
        "run a shell": "NotCapable",
        "foreign function": "NotCapable",
        "secret": "unseen",
        "linker": "unseen",
      };
      const found: Record<string, string> = {};
      for (const name of Object.keys(WANTED)) found[name] = await launcher.next(name);
      deepStrictEqual(found, WANTED);
      strictEqual((await launcher.end()).code, 0);
    });
  }
});
