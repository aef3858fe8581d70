import { deepStrictEqual, notStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import type { Child, Spawner } from "../../src/spawner.ts";

/** A program and its arguments. */
export type Program = readonly [command: string, ...args: string[]];

/** A spawner under test, and programs it can start that do what their name says. */
export interface SpawnerUnderTest {
  /** The spawner. */
  readonly spawner: Spawner;
  /** Writes `hello` and ends with status 0. */
  readonly hello: Program;
  /** Writes `out` to standard output, `err` to standard error and ends with status 3. */
  readonly failing: Program;
  /** Writes nothing and never ends. */
  readonly silent: Program;
  /** Writes without end. */
  readonly loud: Program;
  /** Does not exist. */
  readonly missing: Program;
}

/** Programs of a POSIX shell, for the real spawner. */
export const SHELL_PROGRAMS: Omit<SpawnerUnderTest, "spawner"> = {
  hello: ["sh", "-c", "printf hello"],
  failing: ["sh", "-c", "printf out; printf err >&2; exit 3"],
  silent: ["sleep", "3600"],
  loud: ["yes"],
  missing: ["no-such-program-here"],
};

/**
 * What every spawner must do, as tests.
 *
 * @param name Of the spawner, for the test's name.
 * @param make Makes one. Called once per rule.
 */
export function spawnerContract(name: string, make: () => SpawnerUnderTest): void {
  for (const [rule, check] of Object.entries(RULES)) Deno.test(`${name}: ${rule}`, () => check(make()));
}

const RULES: Record<string, (under: SpawnerUnderTest) => Promise<void> | void> = {
  async "hands on what the program writes, and its end"(under) {
    const child = start(under, under.hello);
    deepStrictEqual(await everything(child), {
      stdout: "hello",
      stderr: "",
      exit: { code: 0, signal: null },
    });
  },

  async "keeps output and complaints apart and passes the status on"(under) {
    const child = start(under, under.failing);
    deepStrictEqual(await everything(child), {
      stdout: "out",
      stderr: "err",
      exit: { code: 3, signal: null },
    });
  },

  async "ends a child by SIGKILL, and a second signal does nothing"(under) {
    const child = start(under, under.silent);
    child.kill("SIGKILL");
    const { exit } = await everything(child);
    deepStrictEqual(exit, { code: 137, signal: "SIGKILL" });
    child.kill("SIGKILL");
    child.kill("SIGTERM");
    deepStrictEqual(await child.exit, exit);
  },

  async "ends a child by SIGTERM"(under) {
    const child = start(under, under.silent);
    child.kill("SIGTERM");
    deepStrictEqual((await everything(child)).exit, { code: 143, signal: "SIGTERM" });
  },

  async "ends a stopped child by SIGKILL"(under) {
    const child = start(under, under.silent);
    child.kill("SIGSTOP");
    child.kill("SIGKILL");
    strictEqual((await everything(child)).exit.signal, "SIGKILL");
  },

  async "lets a stopped child notice SIGTERM once it continues"(under) {
    const child = start(under, under.silent);
    child.kill("SIGSTOP");
    child.kill("SIGTERM");
    child.kill("SIGCONT");
    strictEqual((await everything(child)).exit.signal, "SIGTERM");
  },

  async "tells the end of a child whose output nobody reads"(under) {
    const child = start(under, under.loud);
    const reader = child.stdout.getReader();
    ok(((await reader.read()).value?.length ?? 0) > 0);
    child.kill("SIGKILL");
    strictEqual((await child.exit).code, 137);
    await Promise.all([reader.cancel(), child.stderr.cancel()]);
  },

  async "ends a writing child when its reader goes"(under) {
    const child = start(under, under.loud);
    await child.stdout.cancel();
    notStrictEqual((await child.exit).code, 0);
    await child.stderr.cancel();
  },

  async "keeps children apart"(under) {
    const silent = start(under, under.silent);
    const hello = start(under, under.hello);
    notStrictEqual(silent.pid, hello.pid);
    strictEqual((await everything(hello)).exit.code, 0);
    silent.kill("SIGKILL");
    strictEqual((await everything(silent)).exit.code, 137);
  },

  "throws a Fault for a program that does not exist"(under) {
    throws(
      () => start(under, under.missing),
      (thrown) => thrown instanceof Fault && thrown.code === "spawn_failed",
    );
  },
};

function start({ spawner }: SpawnerUnderTest, [command, ...args]: Program): Child {
  return spawner.spawn(command, args);
}

async function everything(child: Child) {
  const [stdout, stderr, exit] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exit,
  ]);
  return { stdout, stderr, exit };
}
