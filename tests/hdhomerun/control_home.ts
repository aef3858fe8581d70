import { encodeGetSet } from "../../src/hdhomerun/control_packet.ts";
import { startControl } from "../../src/hdhomerun/control.ts";
import { HDHOMERUN_PORT } from "../../src/hdhomerun/discovery.ts";
import { decodePacket, TAG, valueOf } from "../../src/hdhomerun/packet.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { type FakeClient, FakeNetwork } from "../fakes/fake_network.ts";
import { fakeChannel } from "../fakes/fake_route_parts.ts";
import { FakeTuning } from "../fakes/fake_tuning.ts";
import { baseUrls, listLogger, NEIGHBOUR } from "./home.ts";

/** Another neighbour. */
export const OTHER = { address: "192.168.1.10", port: 6_666 };
/** A receiver on the first one's machine. */
export const TARGET = "udp://192.168.1.9:5000";

/** A device under control, in memory, with two channels. */
export function setUp(tunerCount = 2) {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const tuning = new FakeTuning();
  const { log, lines } = listLogger(clock);
  const channels = [fakeChannel("7", "Seven"), fakeChannel("7.1", "Seven\none")];
  const control = startControl({
    clock,
    log,
    tuning,
    rng: () => 0.5,
    baseUrls: baseUrls(),
    channels: () => channels,
    openDatagram: network.openDatagram,
    listenStream: network.listenStream,
  }, { tunerCount });
  const connect = (from = NEIGHBOUR) => network.connect(HDHOMERUN_PORT, from);
  const on = (client: FakeClient) => async (name: string, value: string | null = null, key?: number) => {
    client.received.length = 0;
    client.send(encodeGetSet({ name, value, lockKey: key ?? null }));
    await clock.settle();
    await clock.settle();
    return words(client.received.at(-1));
  };
  const ask = async (name: string, value: string | null = null, key?: number, from = NEIGHBOUR) => {
    const client = connect(from);
    const answer = await on(client)(name, value, key);
    client.leave();
    await clock.settle();
    return answer;
  };
  return { clock, network, tuning, lines, control, connect, on, ask };
}

/** Lets work that takes many turns come to an end. */
export async function rest(clock: FakeClock): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await clock.settle();
}

/** The value or error of an answer. */
export function words(bytes: Uint8Array | undefined): string | null {
  const packet = bytes && decodePacket(bytes);
  const text = packet && (valueOf(packet, TAG.getSetValue) ?? valueOf(packet, TAG.errorMessage));
  return text ? new TextDecoder().decode(text).replace(/\0$/, "") : null;
}
