import { systemSpawner } from "../../src/spawner.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeSpawner, type Script } from "../fakes/fake_spawner.ts";
import { SHELL_PROGRAMS, spawnerContract } from "./spawner_contract.ts";

const SCRIPTS: Record<string, Script> = {
  hello: [{ stdout: "hello" }],
  failing: [{ stdout: "out" }, { stderr: "err" }, { exit: 3 }],
  silent: [{ hang: true }],
  loud: [{ stdout: "y\n".repeat(4_000) }, { again: true }],
};

spawnerContract("systemSpawner()", () => ({
  ...SHELL_PROGRAMS,
  spawner: systemSpawner({ PATH: Deno.env.get("PATH") ?? "/usr/bin:/bin" }),
}));

spawnerContract("FakeSpawner", () => ({
  spawner: new FakeSpawner(new FakeClock(), ({ command }) => SCRIPTS[command] ?? null),
  hello: ["hello"],
  failing: ["failing"],
  silent: ["silent"],
  loud: ["loud"],
  missing: ["missing"],
}));
