import { needs } from "./real_program.ts";
import { run } from "./real_server.ts";

const ADDRESS = "10.98.0.1";
const INTERFACE = "d0";

const SETTING_UP = `
  ip link set lo up
  ip link add ${INTERFACE} type veth peer name d1
  ip addr add ${ADDRESS}/24 dev ${INTERFACE}
  ip link set d1 up
  ip link set ${INTERFACE} up
  echo ready
  exec sleep infinity`;

/** A network nobody else is in, for what broadcasts and multicasts (decision 35); gone when disposed. */
export class OwnNetwork implements AsyncDisposable {
  /** Our address in it. */
  readonly address = ADDRESS;
  /** The interface with that address; nobody is at its other end. */
  readonly interface = INTERFACE;

  private constructor(private readonly keeper: Deno.ChildProcess) {}

  /** Makes one. */
  static async open(): Promise<OwnNetwork> {
    const keeper = new Deno.Command("unshare", {
      args: ["-n", "bash", "-c", SETTING_UP],
      stdin: "null",
      stdout: "piped",
    }).spawn();
    const reader = keeper.stdout.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    if (value === undefined) throw new Error("Cannot make a network of its own");
    return new OwnNetwork(keeper);
  }

  /** What to put in front of a command, so that it runs in there. */
  get entrance(): readonly [string, ...string[]] {
    return ["nsenter", `--target=${this.keeper.pid}`, "--net", "--"];
  }

  /** Runs a program in there to its end. */
  run(command: string, ...args: string[]): ReturnType<typeof run> {
    const [enter, ...how] = this.entrance;
    return run(enter, ...how, command, ...args);
  }

  /** Starts a program in there. */
  spawn(command: string, ...args: string[]): Deno.ChildProcess {
    const [enter, ...how] = this.entrance;
    return new Deno.Command(enter, {
      args: [...how, command, ...args],
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.keeper.kill("SIGKILL");
    await this.keeper.status;
  }
}

/**
 * Says whether a test may have a network of its own, and libgupnp to look around in it; without either it is skipped,
 * except in CI.
 *
 * @param programs What else it needs.
 */
export function needsOwnNetwork(...programs: string[]): { ignore?: boolean } {
  const tries = [
    ["unshare", "-n", "ip", "link", "add", "d0", "type", "veth", "peer", "name", "d1"],
    ["/usr/bin/python3", "-c", "import gi; gi.require_version('GUPnP', '1.6')"],
  ] as const;
  if (needs("unshare", "nsenter", "ip", "bash", "python3", ...programs).ignore) return { ignore: true };
  const failed = tries.find(([command, ...args]) =>
    !new Deno.Command(command, { args }).outputSync().success
  );
  if (failed === undefined) return {};
  const reason = `"${failed.join(" ")}" does not work here`;
  if (Deno.env.get("CI") === "true") throw new Error(`Cannot run a test with real clients: ${reason}`);
  Deno.stderr.writeSync(new TextEncoder().encode(`Skipped, ${reason}\n`));
  return { ignore: true };
}
