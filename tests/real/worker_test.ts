import { match, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Installation } from "../../src/launch.ts";
import { needs } from "./real_program.ts";
import { quiet } from "./real_server.ts";

const PROGRAM = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

Deno.test({
  name: "the program serves from a worker, as in a single binary, and stops when the launcher is told to",
  ...needs("ffmpeg", "ffprobe"),
}, async () => {
  const home = await Deno.realPath(await Deno.makeTempDir({ prefix: "worker-test-" }));
  const port = freePort();
  const installation: Installation = { home, program: PROGRAM, isolation: "worker" };
  await Deno.writeTextFile(join(home, "config.yaml"), `server: { host: 127.0.0.1, port: ${port} }`);
  await Deno.writeTextFile(
    join(home, "launcher.ts"),
    `import { launch } from ${JSON.stringify(pathToFileURL(`${PROGRAM}/src/launch.ts`).href)};
     Deno.exit(await launch([], ${JSON.stringify(installation)}));`,
  );
  const launcher = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", "--config", join(PROGRAM, "deno.json"), join(home, "launcher.ts")],
    // The worker lists no variables, and an LD_ one would keep it from starting ffmpeg if children inherited it.
    env: { ...quiet(), SECRET: "42", LD_BIND_NOW: "1" },
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const lines = launcher.stdout.pipeThrough(new TextDecoderStream())[Symbol.asyncIterator]();
    const until = async (word: string) => {
      for (let said = ""; !said.includes(word);) {
        const { value, done } = await lines.next();
        if (done) throw new Error(`The program ended before it said ${word}: ${said}`);
        said += value;
      }
    };
    await until("Dashboard");
    const health = await fetch(`http://127.0.0.1:${port}/health`);
    strictEqual(health.status, 200, await health.text());
    const dashboard = await fetch(`http://127.0.0.1:${port}/`);
    match(await dashboard.text(), /<!doctype html>/i);
    // The demo's first clip took ffmpeg, and the backup at the start a worker inside the worker.
    await until('"done":1');
    strictEqual((await Array.fromAsync(Deno.readDir(join(home, "data", "backups")))).length, 1);
    launcher.kill("SIGTERM");
    while (!(await lines.next()).done);
    strictEqual((await launcher.status).code, 0);
  } finally {
    if ((await Promise.race([launcher.status, null])) === null) launcher.kill("SIGKILL");
    await launcher.status;
    await Deno.remove(home, { recursive: true });
  }
});

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
