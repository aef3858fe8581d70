import { deepStrictEqual, match, ok, rejects, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { systemClock } from "../src/clock.ts";
import { Fault } from "../src/fault.ts";
import { Proof } from "../src/guide/prover.ts";
import { createLogger } from "../src/log.ts";
import { connectSolver } from "../src/solver_line.ts";
import { offerProvers, type ProverOffer, type ProverPlan } from "../src/start_prover.ts";

const PROGRAM = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
const SIMPLE = "(declare-const t Int)\n(assert (= (* 2 t) 84))\n(check-sat)\n(reset)\n";

/** Thirteen pigeons in twelve holes: a question no solver of this kind answers in a second. */
const HARD = [
  ...Array.from(
    { length: 13 },
    (_, at) => `(declare-const p${at} Int)\n(assert (and (<= 1 p${at}) (<= p${at} 12)))`,
  ),
  ...Array.from(
    { length: 13 },
    (_, at) =>
      Array.from({ length: at }, (_, other) => `(assert (or (< p${at} p${other}) (< p${other} p${at})))`)
        .join("\n"),
  ),
  "(check-sat)\n(reset)\n",
].join("\n");

Deno.test("offerProvers() starts a prover for whoever connects, and ends it with the connection", async (t) => {
  await using world = await World.create();
  await t.step("it answers, and nothing is left of it", async () => {
    {
      using proof = world.proof(60_000);
      deepStrictEqual(await proof.ask(SIMPLE), { answer: "sat", t: 42 });
      strictEqual(world.provers().length, 1);
    }
    await world.untilNone();
  });
  await t.step("it has no permission at all, and gives way to everything else", async () => {
    using proof = world.proof(60_000);
    await proof.ask(SIMPLE);
    const [pid] = world.provers();
    const command = (await Deno.readTextFile(`/proc/${pid}/cmdline`)).split("\0");
    deepStrictEqual(command.filter((word) => word.includes("allow")), []);
    ok(command.includes("--no-prompt"));
    const stat = await Deno.readTextFile(`/proc/${pid}/stat`);
    strictEqual(stat.split(") ")[1]?.split(" ")[16], "19");
  });
  await t.step("one that is stuck is killed, and the next is asked", async () => {
    using proof = world.proof(300);
    await rejects(proof.ask(HARD), (thrown) => thrown instanceof Fault && thrown.code === "proof_timeout");
    await world.untilNone();
    strictEqual(world.provers().length, 0);
  });
  await t.step("two may run side by side", async () => {
    using one = world.proof(60_000);
    using other = world.proof(60_000);
    const answers = await Promise.all([one.ask(SIMPLE), other.ask(SIMPLE)]);
    deepStrictEqual(answers.map(({ answer }) => answer), ["sat", "sat"]);
  });
});

Deno.test("offerProvers() ends busy provers and takes its socket away when it is over", async () => {
  const world = await World.create();
  const proof = world.proof(60_000);
  const asked = rejects(proof.ask(HARD), /Cannot prove the guide|Cannot reach the solver/);
  while (world.provers().length === 0) await systemClock.sleep(10);
  await world[Symbol.asyncDispose]();
  await asked;
  proof[Symbol.dispose]();
  strictEqual(world.provers().length, 0);
});

Deno.test("offerProvers() takes over a socket that a killed launcher left, for the owner only", async () => {
  await using first = await World.create();
  // A socket without a listener: the file stays when its process is killed.
  await Deno.writeTextFile(`${first.folder}/left.sock`, "");
  await using offer = offerProvers({ ...first.plan, socket: `${first.folder}/left.sock` }, first.log);
  ok(offer !== null);
  const { mode } = await Deno.stat(`${first.folder}/left.sock`);
  strictEqual((mode ?? 0) & 0o777, 0o600);
});

Deno.test("offerProvers() offers them anew when somebody took the socket away", async () => {
  await using world = await World.create();
  await world.renew();
  strictEqual(world.lines.length, 0, "it is there");
  await Deno.remove(world.plan.socket);
  using proof = world.proof(60_000);
  await rejects(proof.ask(SIMPLE), /Cannot reach the solver/);
  await world.renew();
  deepStrictEqual(await proof.ask(SIMPLE), { answer: "sat", t: 42 });
  await Deno.remove(world.folder, { recursive: true });
  await world.renew();
  match(world.lines.at(-1) ?? "", /Provers cannot be offered anew/);
  await Deno.mkdir(world.folder);
  await world.renew();
  strictEqual(((await Deno.stat(world.plan.socket)).mode ?? 0) & 0o777, 0o600);
});

Deno.test("offerProvers() warns where there can be no socket, and connectSolver() then says so", async () => {
  await using world = await World.create();
  const socket = `${world.folder}/${"long".repeat(40)}.sock`;
  strictEqual(offerProvers({ ...world.plan, socket }, world.log), null);
  ok(world.lines.some((line) => line.includes("Guides are checked, but not proved")));
  await rejects(
    connectSolver(`${world.folder}/none.sock`),
    (thrown) => thrown instanceof Fault && thrown.code === "solver_missing",
  );
});

/** A launcher's part in proving. */
class World implements AsyncDisposable {
  readonly lines: string[] = [];
  readonly log = createLogger({
    level: "info",
    format: "json",
    clock: systemClock,
    write: (line) => this.lines.push(line),
  });
  readonly plan: ProverPlan;
  readonly #offer: ProverOffer | null;

  private constructor(readonly folder: string) {
    // Tells our provers from those of tests beside this one.
    const environment = { ...Deno.env.toObject(), EXSTREAMTV_RUN: folder };
    this.plan = { program: PROGRAM, socket: `${folder}/prover.sock`, environment };
    this.#offer = offerProvers(this.plan, this.log);
  }

  static async create(): Promise<World> {
    return new World(await Deno.makeTempDir({ prefix: "prover-test-" }));
  }

  async renew(): Promise<void> {
    await this.#offer?.renew();
  }

  proof(timeoutMs: number): Proof {
    return new Proof({ open: () => connectSolver(this.plan.socket), clock: systemClock, timeoutMs });
  }

  /** Process ids of provers that run. */
  provers(): number[] {
    return [...Deno.readDirSync("/proc")].map(({ name }) => name).filter((name) => /^\d+$/.test(name))
      .filter((pid) => this.#read(`/proc/${pid}/environ`).includes(`EXSTREAMTV_RUN=${this.folder}\0`))
      .map(Number);
  }

  async untilNone(): Promise<void> {
    for (let looks = 0; this.provers().length > 0; looks++) {
      ok(looks < 300, "a prover still runs");
      await systemClock.sleep(10);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#offer?.[Symbol.asyncDispose]();
    await Deno.remove(this.folder, { recursive: true }).catch((error) => {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    });
  }

  #read(path: string): string {
    try {
      return `${Deno.readTextFileSync(path)}\0`;
    } catch (thrown) {
      if (thrown instanceof Deno.errors.NotFound || thrown instanceof Deno.errors.PermissionDenied) return "";
      // A process that ends while it is read.
      if (thrown instanceof Error && /ESRCH|No such process/.test(thrown.message)) return "";
      throw thrown;
    }
  }
}
