/**
 * Throws malformed packets at UDP and TCP port 65001 of a host; prints how many answers came. Run as a program, so that
 * it can be started inside a network of its own: `garbage_thrower.ts HOST`.
 *
 * @module
 */
import { seededRng } from "../../src/rng.ts";
import { Malformed } from "../fakes/malformed.ts";

const PORT = 65_001;
const DATAGRAMS = 10_000;
const CONNECTIONS = 500;
/** What is on its way when all is thrown. */
const LATE_MS = 500;

if (import.meta.main) {
  const answers = await throwAt(Deno.args[0] ?? "127.0.0.1");
  Deno.stdout.writeSync(new TextEncoder().encode(`${answers}\n`));
}

async function throwAt(hostname: string): Promise<number> {
  const malformed = new Malformed(seededRng("real sockets"));
  const to = { transport: "udp", hostname, port: PORT } as const;
  const socket = Deno.listenDatagram({ ...to, port: 0 });
  let answers = 0;
  const hearing = (async () => {
    for await (const _ of socket) answers += 1;
  })();
  for (let thrown = 0; thrown < DATAGRAMS; thrown++) await socket.send(malformed.packet(), to);
  for (let thrown = 0; thrown < CONNECTIONS; thrown++) {
    using connection = await Deno.connect({ hostname, port: PORT });
    for (const piece of malformed.pieces(malformed.packet())) {
      // The device may have had enough already.
      if (await connection.write(piece).catch(() => null) === null) break;
    }
    await connection.closeWrite().catch(() => null);
    if (typeof await connection.read(new Uint8Array(9)).catch(() => null) === "number") answers += 1;
  }
  await new Promise((resolve) => setTimeout(resolve, LATE_MS));
  socket.close();
  await hearing;
  return answers;
}
