import { pause } from "../real/real_server.ts";

/** Another program that serves what ours serves. */
export interface Rival extends AsyncDisposable {
  /** Its process: the only one. */
  readonly pid: number;
  /** Where the bytes are. */
  readonly url: URL;
}

/** How to start one. */
export interface RivalWish {
  /** The program. */
  readonly program: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** Where it listens. */
  readonly port: number;
  /** Path of the bytes. */
  readonly path: string;
}

/** Nobody's rights, if there are rights to give away: icecast2 refuses to run as root. */
const NOBODY = 65_534;
const READY_TIMEOUT_MS = 10_000;

/** Starts a program on the loopback address and waits until it listens; disposing ends it. */
export async function startRival({ program, args, port, path }: RivalWish): Promise<Rival> {
  const child = new Deno.Command(program, {
    args: [...args],
    ...(Deno.uid() === 0 ? { uid: NOBODY, gid: NOBODY } : {}),
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  let hasEnded = false;
  const ended = child.status.then(() => hasEnded = true);
  await using starting = new AsyncDisposableStack();
  starting.defer(async () => {
    if (!hasEnded) child.kill("SIGTERM");
    await ended;
  });
  await untilListening(program, port);
  const running = starting.move();
  return {
    pid: child.pid,
    url: new URL(`http://127.0.0.1:${port}${path}`),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A folder that a program with nobody's rights can use. */
export async function makeRivalFolder(folder: string): Promise<string> {
  await Deno.mkdir(folder, { recursive: true });
  await Deno.chmod(folder, 0o777);
  return folder;
}

/** A port nobody listens on. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function untilListening(program: string, port: number): Promise<void> {
  const endMs = performance.now() + READY_TIMEOUT_MS;
  for (;;) {
    try {
      (await Deno.connect({ hostname: "127.0.0.1", port })).close();
      return;
    } catch (thrown) {
      if (!(thrown instanceof Deno.errors.ConnectionRefused) || performance.now() > endMs) {
        throw new Error(`Cannot start ${program}: it does not listen on port ${port}`, { cause: thrown });
      }
    }
    await pause(20);
  }
}
