import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { getPriority } from "node:os";
import { lowerPriority, systemSpawner } from "../src/spawner.ts";

// What every spawner does is in tests/contracts; here is what only real processes can show.
const PATH = Deno.env.get("PATH") ?? "/usr/bin:/bin";

async function outputOf(command: string, args: readonly string[], folder?: string): Promise<string> {
  const child = systemSpawner({ PATH, LC_ALL: "C" }).spawn(command, args, folder);
  const [text] = await Promise.all([new Response(child.stdout).text(), child.stderr.cancel(), child.exit]);
  return text;
}

Deno.test("systemSpawner() gives children exactly the environment it was told", async () => {
  ok(Object.keys(Deno.env.toObject()).length > 2, "we have more to pass on than that");
  deepStrictEqual((await outputOf("env", [])).trim().split("\n").sort(), ["LC_ALL=C", `PATH=${PATH}`]);
});

Deno.test("systemSpawner() passes arguments on as they are: there is no shell", async () => {
  const args = ["$PATH", "`id`", "; exit 1", "a b", "*", '"', ""];
  strictEqual(await outputOf("printf", ["%s|", ...args]), args.map((arg) => `${arg}|`).join(""));
});

Deno.test("systemSpawner() gives children no standard input", async () => {
  strictEqual(await outputOf("cat", []), "");
});

Deno.test("systemSpawner() starts a child in the folder asked for, else in our own", async () => {
  const folder = await Deno.makeTempDir();
  try {
    strictEqual(await outputOf("pwd", ["-P"], folder), `${await Deno.realPath(folder)}\n`);
    strictEqual(await outputOf("pwd", ["-P"]), `${await Deno.realPath(".")}\n`);
  } finally {
    await Deno.remove(folder);
  }
});

Deno.test("systemSpawner() names the program it cannot start", () => {
  const spawner = systemSpawner({ PATH });
  throws(() => spawner.spawn("/no/such/ffmpeg", []), {
    name: "Fault",
    code: "spawn_failed",
    message: /^Cannot start \/no\/such\/ffmpeg: /,
  });
  throws(() => spawner.spawn("sh", ["-c", "true"], "/no/such/folder"), { code: "spawn_failed" });
});

Deno.test("systemSpawner() lets a child wait whose output nobody reads, and go on when somebody does", async () => {
  const child = systemSpawner({ PATH }).spawn("head", ["-c", "1000000", "/dev/zero"]);
  let isOver = false;
  void child.exit.then(() => isOver = true);
  const reader = child.stdout.getReader();
  let bytes = (await reader.read()).value?.length ?? 0;
  strictEqual(isOver, false);
  for (let read = await reader.read(); !read.done; read = await reader.read()) bytes += read.value.length;
  await Promise.all([child.exit, child.stderr.cancel()]);
  strictEqual(bytes, 1_000_000);
});

Deno.test("lowerPriority() puts a process behind us or behind all others, and says why it cannot", async () => {
  const child = systemSpawner({ PATH }).spawn("sleep", ["60"]);
  strictEqual(lowerPriority(child.pid, "behindUs"), null);
  strictEqual(getPriority(child.pid), 10);
  strictEqual(lowerPriority(child.pid, "behindAll"), null);
  strictEqual(getPriority(child.pid), 19);
  child.kill("SIGKILL");
  await Promise.all([child.stdout.cancel(), child.stderr.cancel(), child.exit]);
  ok((lowerPriority(child.pid, "behindAll") ?? "").length > 3);
});
