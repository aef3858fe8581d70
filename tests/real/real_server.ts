import { strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { lastKeyAt } from "./last_key.ts";
import type { OwnNetwork } from "./own_network.ts";

/** How to start the real program. */
export interface RealServerOptions {
  /** The configuration beside port and data folder, as YAML. */
  readonly config: string;
  /** Data of an earlier run; a new folder when absent. */
  readonly data?: string;
  /** A network of its own, where it may say all it has to say; on the loopback, and silent beside HTTP, when absent. */
  readonly network?: OwnNetwork;
}

const LAUNCHER = fileURLToPath(new URL("../../src/launch.ts", import.meta.url));
const READY_TIMEOUT_MS = 60_000;

/** The real program, started as a user would, on a port of its own. */
export class RealServer implements AsyncDisposable {
  /** Everything it said. */
  readonly lines: string[] = [];
  readonly #reading: Promise<unknown>;

  private constructor(
    readonly url: string,
    readonly folder: string,
    private readonly child: Deno.ChildProcess,
    private readonly network: OwnNetwork | undefined,
  ) {
    this.#reading = Promise.all([this.#read(child.stdout), this.#read(child.stderr)]);
  }

  /** Starts it and waits until it answers and knows what is on. */
  static async start(options: RealServerOptions): Promise<RealServer> {
    const folder = options.data ?? await Deno.makeTempDir({ prefix: "exstreamtv-e2e-" });
    const port = freePort();
    const { network } = options;
    const config = `${folder}/config.yaml`;
    await Deno.writeTextFile(
      config,
      `server: { host: ${network ? "0.0.0.0" : "127.0.0.1"}, port: ${port}, log_level: debug }\n` +
        `database: { path: ${folder}/data/exstreamtv.db }\n${options.config}`,
    );
    const [command, ...args] = [...network?.entrance ?? [], Deno.execPath()];
    const child = new Deno.Command(command ?? Deno.execPath(), {
      args: [...args, "run", "--allow-all", LAUNCHER, "--config", config],
      env: network ? {} : quiet(),
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const server = new RealServer(
      `http://${network?.address ?? "127.0.0.1"}:${port}`,
      folder,
      child,
      network,
    );
    await server.until(() => server.isReady(), READY_TIMEOUT_MS);
    return server;
  }

  /** Whether clients are welcome. */
  async isReady(): Promise<boolean> {
    if (this.network) return (await this.network.run("curl", "-sf", `${this.url}/ready`)).code === 0;
    const response = await fetch(`${this.url}/ready`);
    await response.body?.cancel();
    return response.ok;
  }

  /** What the API says. */
  async get<Answer>(path: string): Promise<Answer> {
    const response = await fetch(this.url + path);
    strictEqual(response.status, 200, path);
    return await response.json();
  }

  /** Processes that work for a channel, or all of them. */
  async processes(channelId?: string): Promise<{ pid: number; channel_id: string }[]> {
    const { items } = await this.get<{ items: { pid: number; channel_id: string }[] }>(
      "/api/v1/system/processes",
    );
    return items.filter((item) => channelId === undefined || item.channel_id === channelId);
  }

  /** Waits until something holds, looking often. */
  async until(holds: () => Promise<boolean> | boolean, timeoutMs = 20_000): Promise<void> {
    const endMs = performance.now() + timeoutMs;
    for (;;) {
      if (await Promise.resolve().then(holds).catch(() => false)) return;
      if (performance.now() > endMs) {
        throw new Error(
          `Waited ${timeoutMs} ms in vain; the server said:\n${this.lines.slice(-30).join("\n")}`,
        );
      }
      await pause(50);
    }
  }

  /** Process ids of main: the children of the launcher. */
  async mainPid(): Promise<number> {
    const { stdout } = await new Deno.Command("ps", { args: ["-o", "pid=", "--ppid", `${this.child.pid}`] })
      .output();
    return Number(new TextDecoder().decode(stdout).trim().split("\n")[0]);
  }

  /** Ends the program; gives its exit code. */
  async stop(): Promise<number> {
    this.child.kill("SIGTERM");
    const { code } = await this.child.status;
    await this.#reading;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await Deno.remove(this.folder, { recursive: true });
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const pieces = (rest + text).split("\n");
      rest = pieces.pop() ?? "";
      this.lines.push(...pieces);
    }
  }
}

/**
 * The environment of a program that is silent on the network (decision 35): it could be heard far beyond this machine.
 *
 * @param ports What it may open all the same.
 */
export function quiet(ports: readonly ("discovery" | "control")[] = []): Record<string, string> {
  return {
    EXSTREAMTV_HDHOMERUN_SSDP: "false",
    EXSTREAMTV_HDHOMERUN_DISCOVERY: `${ports.includes("discovery")}`,
    EXSTREAMTV_HDHOMERUN_CONTROL: `${ports.includes("control")}`,
  };
}

/** Reads a stream for some time; the bytes that came, up to the last key picture: the reader may leave amid a picture. */
export async function capture(url: string, durationMs: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const response = await fetch(url, { signal: AbortSignal.timeout(durationMs) });
  strictEqual(response.status, 200, url);
  try {
    for await (const chunk of response.body ?? []) chunks.push(chunk);
  } catch (thrown) {
    if (!(thrown instanceof DOMException)) throw thrown;
  }
  const bytes = await new Blob(chunks).bytes();
  return bytes.subarray(0, lastKeyAt(bytes));
}

/** Runs a program to its end. */
export async function run(
  command: string,
  ...args: string[]
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args, stdin: "null" }).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}

/** A wait in real time, which only tests with real processes may need. */
export function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
