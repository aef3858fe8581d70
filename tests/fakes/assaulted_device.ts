import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { startControl } from "../../src/hdhomerun/control.ts";
import { HDHOMERUN_PORT, startDiscovery } from "../../src/hdhomerun/discovery.ts";
import { startSsdp } from "../../src/hdhomerun/ssdp.ts";
import { encodeGetSet } from "../../src/hdhomerun/control_packet.ts";
import { encodeDiscoveryRequest } from "../../src/hdhomerun/discovery_packet.ts";
import { WILDCARD } from "../../src/hdhomerun/packet.ts";
import { seededRng } from "../../src/rng.ts";
import { baseUrls, listLogger } from "../hdhomerun/home.ts";
import { FakeClock } from "./fake_clock.ts";
import { FakeNetwork } from "./fake_network.ts";
import { fakeChannel } from "./fake_route_parts.ts";
import { FakeTuning } from "./fake_tuning.ts";
import { Malformed } from "./malformed.ts";

const DEVICE = { deviceId: "E5E17005", deviceAuth: "abcdefghijklmnopqrstuvwx", tunerCount: 2 };
const UDN = "0a1b2c3d-0000-4000-8000-000000000001";

/** What was thrown at the device. */
export interface Assault {
  /** Datagrams to ports 65001, 1900 and 5004. */
  readonly datagrams: number;
  /** TCP connections that sent a malformed packet. */
  readonly frames: number;
}

/**
 * Throws malformed datagrams and TCP frames at a whole device on a network in memory, and fails on an answer, on a
 * connection or socket that is left over, and when the device does not answer a client in between.
 */
export async function assault(seed: string, { datagrams, frames }: Assault): Promise<void> {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const tuning = new FakeTuning();
  const { log, lines } = listLogger(clock);
  const channels = [fakeChannel("7", "Seven")];
  const { openDatagram, openMulticast, listenStream } = network;
  const parts = { clock, log, tuning, rng: seededRng(seed), baseUrls: baseUrls(), channels: () => channels };
  await using stack = new AsyncDisposableStack();
  stack.use(startDiscovery({ ...parts, openDatagram }, DEVICE));
  stack.use(startControl({ ...parts, openDatagram, listenStream }, { tunerCount: 2 }));
  stack.use(startSsdp({ ...parts, openMulticast }, { udn: UDN, version: "0", bootId: 1 }));
  await clock.advance(2_000);
  network.sent.length = 0;
  const malformed = new Malformed(seededRng(`malformed ${seed}`));
  const open = () => [network.sockets.size, network.groups.size, network.listeners.size];
  const openBefore = open();

  for (let thrown = 0; thrown < datagrams; thrown++) {
    const from = { address: `192.168.${thrown % 7}.${thrown % 251}`, port: 1 + thrown % 65_000 };
    network.throwAt(HDHOMERUN_PORT, malformed.packet(), from);
    network.throwAt(5_004, malformed.packet(), from);
    network.throwAt(1_900, malformed.search(), from);
    if (thrown % 50 !== 0) continue;
    await rest(clock);
    deepStrictEqual(network.sent, [], `datagram ${thrown} was answered`);
    if (thrown % 1_000 === 0) await discover(network, clock);
  }
  for (let thrown = 0; thrown < frames; thrown++) {
    const client = network.connect(HDHOMERUN_PORT, { address: `10.0.0.${thrown % 251}`, port: 1 });
    for (const piece of malformed.pieces(malformed.packet())) client.send(piece);
    client.leave();
    await clock.settle();
    await clock.settle();
    deepStrictEqual(client.received, [], `frame ${thrown} was answered`);
    if (thrown % 100 === 0) await clock.advance(20);
    if (thrown % 1_000 === 0) await getModel(network, clock);
  }
  await clock.advance(10_000);
  await rest(clock);
  deepStrictEqual(open(), openBefore);
  strictEqual(tuning.opened.length, 0);
  deepStrictEqual(lines.filter((line) => /^(warn|error)/.test(line)), []);
  await getModel(network, clock);
}

/** Lets the device come to the end of what lies before it. */
async function rest(clock: FakeClock): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await clock.settle();
}

async function discover(network: FakeNetwork, clock: FakeClock): Promise<void> {
  await clock.advance(1_000);
  const request = encodeDiscoveryRequest({ types: [WILDCARD], deviceId: null });
  network.throwAt(HDHOMERUN_PORT, request, { address: "192.168.1.9", port: 1 });
  await rest(clock);
  strictEqual(network.sent.splice(0).length, 1, "a client was not answered");
}

async function getModel(network: FakeNetwork, clock: FakeClock): Promise<void> {
  await rest(clock);
  const client = network.connect(HDHOMERUN_PORT, { address: "192.168.1.9", port: 1 });
  client.send(encodeGetSet({ name: "/sys/model", value: null, lockKey: null }));
  await rest(clock);
  strictEqual(client.received.length, 1, "a client was not answered");
  client.leave();
}
