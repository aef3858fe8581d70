/**
 * Throws malformed packets at UDP and TCP port 65001 of a host, with valid ones in between; prints how many answers to
 * garbage came, and fails if a valid one stays without. Run as a program, so that it can be started inside a network of
 * its own: `garbage_thrower.ts HOST [DATAGRAMS CONNECTIONS]`.
 *
 * @module
 */
import { encodeGetSet } from "../../src/hdhomerun/control_packet.ts";
import { encodeDiscoveryRequest } from "../../src/hdhomerun/discovery_packet.ts";
import { WILDCARD } from "../../src/hdhomerun/packet.ts";
import { seededRng } from "../../src/rng.ts";
import { Malformed } from "../fakes/malformed.ts";

const PORT = 65_001;
/** What is on its way when all is thrown. */
const LATE_MS = 500;
const ANSWER_MS = 5_000;
const VALID_EVERY = { datagrams: 10_000, connections: 500 };

if (import.meta.main) {
  const [host = "127.0.0.1", datagrams = "10000", connections = "500"] = Deno.args;
  const malformed = new Malformed(seededRng("real sockets"));
  const answers = await throwDatagrams(host, malformed, Number(datagrams)) +
    await throwFrames(host, malformed, Number(connections));
  Deno.stdout.writeSync(new TextEncoder().encode(`${answers}\n`));
}

async function throwDatagrams(hostname: string, malformed: Malformed, count: number): Promise<number> {
  const to = { transport: "udp", hostname, port: PORT } as const;
  const socket = Deno.listenDatagram({ ...to, port: 0 });
  let answers = 0;
  const hearing = (async () => {
    for await (const _ of socket) answers += 1;
  })();
  for (let thrown = 1; thrown <= count; thrown++) {
    await socket.send(malformed.packet(), to);
    if (thrown % VALID_EVERY.datagrams === 0) await discover(hostname);
  }
  await new Promise((resolve) => setTimeout(resolve, LATE_MS));
  socket.close();
  await hearing;
  return answers;
}

async function throwFrames(hostname: string, malformed: Malformed, count: number): Promise<number> {
  let answers = 0;
  for (let thrown = 1; thrown <= count; thrown++) {
    using connection = await Deno.connect({ hostname, port: PORT });
    for (const piece of malformed.pieces(malformed.packet())) {
      // The device may have had enough already.
      if (await connection.write(piece).catch(() => null) === null) break;
    }
    await connection.closeWrite().catch(() => null);
    if (typeof await connection.read(new Uint8Array(9)).catch(() => null) === "number") answers += 1;
    if (thrown % VALID_EVERY.connections === 0) await getModel(hostname);
  }
  return answers;
}

/** Searches the device, again where the search was lost in the crowd. */
async function discover(hostname: string): Promise<void> {
  const to = { transport: "udp", hostname, port: PORT } as const;
  const socket = Deno.listenDatagram({ ...to, port: 0 });
  const request = encodeDiscoveryRequest({ types: [WILDCARD], deviceId: null });
  const asking = setInterval(() => void socket.send(request, to), LATE_MS);
  await socket.send(request, to);
  try {
    await inTime(socket.receive());
  } finally {
    clearInterval(asking);
    socket.close();
  }
}

async function getModel(hostname: string): Promise<void> {
  using connection = await Deno.connect({ hostname, port: PORT });
  await connection.write(encodeGetSet({ name: "/sys/model", value: null, lockKey: null }));
  const length = await inTime(connection.read(new Uint8Array(99)));
  if (length === null) throw new Error("A valid frame was not answered");
}

async function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("A valid packet was not answered")), ANSWER_MS);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
