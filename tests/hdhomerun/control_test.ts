import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { Fault } from "../../src/fault.ts";
import { startControl } from "../../src/hdhomerun/control.ts";
import { HDHOMERUN_PORT } from "../../src/hdhomerun/discovery.ts";
import { encodeGetSet, type GetSetRequest } from "../../src/hdhomerun/control_packet.ts";
import { decodePacket, TAG, valueOf } from "../../src/hdhomerun/packet.ts";
import { LIMITS } from "../../src/limits.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { type FakeClient, FakeNetwork } from "../fakes/fake_network.ts";
import { fakeChannel } from "../fakes/fake_route_parts.ts";
import { FakeTuning } from "../fakes/fake_tuning.ts";
import { baseUrls, listLogger, NEIGHBOUR, STRANGER } from "./home.ts";

const OTHER = { address: "192.168.1.10", port: 6_666 };
const TARGET = "udp://192.168.1.9:5000";
const IDLE = "ch=none lock=none ss=0 snq=0 seq=0 bps=0 pps=0";

function setUp() {
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
  }, { tunerCount: 2 });
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
async function rest(clock: FakeClock): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await clock.settle();
}

/** The value or error of an answer. */
function words(bytes: Uint8Array | undefined): string | null {
  const packet = bytes && decodePacket(bytes);
  const text = packet && (valueOf(packet, TAG.getSetValue) ?? valueOf(packet, TAG.errorMessage));
  return text ? new TextDecoder().decode(text).replace(/\0$/, "") : null;
}

Deno.test({
  name: "startControl(): what an idle device says of itself",
  permissions: "none",
  async fn(t) {
    const { ask, control } = setUp();
    const cases = [
      { name: "/sys/model", want: /^hdhomerun5_atsc$/ },
      { name: "/sys/hwmodel", want: /^HDHR5-4US$/ },
      { name: "/sys/version", want: /^\d{8}$/ },
      { name: "/sys/features", want: /^channelmap: us-bcast .*\nmodulation: .*\nauto-modulation: .*\n$/ },
      { name: "/tuner0/status", want: new RegExp(`^${IDLE}$`) },
      { name: "/tuner1/vstatus", want: /^vch=none name=none auth=unspecified cci=none cgms=none$/ },
      { name: "/tuner0/streaminfo", want: /^none\n$/ },
      { name: "/tuner0/channel", want: /^none$/ },
      { name: "/tuner0/vchannel", want: /^none$/ },
      { name: "/tuner0/channelmap", want: /^us-bcast$/ },
      { name: "/tuner0/filter", want: /^0x0000-0x1fff$/ },
      { name: "/tuner0/program", want: /^none$/ },
      { name: "/tuner0/debug", want: /^tun: ch=none .*\ndev: .*\nts: .*\nnet: .*\n$/ },
      { name: "/tuner0/lockkey", want: /^none$/ },
      { name: "/tuner0/target", want: /^none$/ },
      { name: "help", want: /^Supported configuration options:\n(\/.*\n)+$/ },
      { name: "/nope", want: /^ERROR: unknown getset variable$/ },
      { name: "/tuner2/status", want: /^ERROR: unknown getset variable$/ },
      { name: "/tuner0/constructor", want: /^ERROR: unknown getset variable$/ },
      { name: "constructor", want: /^ERROR: unknown getset variable$/ },
    ];
    for (const { name, want } of cases) {
      await t.step(name, async () => match(await ask(name) ?? "", want));
    }
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startControl(): a tuner set to a channel says so, and takes no tuner until it has a target",
  permissions: "none",
  async fn() {
    const { ask, tuning, control } = setUp();
    strictEqual(await ask("/tuner0/channel", "auto:v7.1"), "auto:v7.1");
    strictEqual(await ask("/tuner0/vchannel"), "7.1");
    strictEqual(
      await ask("/tuner0/status"),
      "ch=auto:7.1 lock=8vsb ss=100 snq=100 seq=100 bps=0 pps=0",
    );
    strictEqual(await ask("/tuner0/streaminfo"), "1: 7.1 Seven one\ntsid=0x0001\n");
    strictEqual(await ask("/tuner1/status"), IDLE);
    strictEqual(await ask("/tuner0/vchannel", "7"), "7");
    strictEqual(await ask("/tuner0/channel"), "auto:v7");
    strictEqual(await ask("/tuner0/channel", "auto:v9"), "ERROR: unknown virtual channel");
    strictEqual(await ask("/tuner0/channel"), "auto:v7");
    strictEqual(await ask("/tuner0/channel", "auto:473000000"), "auto:473000000");
    strictEqual(await ask("/tuner0/status"), "ch=auto:473000000 lock=none ss=0 snq=0 seq=0 bps=0 pps=0");
    strictEqual(tuning.opened.length, 0);
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startControl(): values that are set are read again, wrong ones refused in a device's words",
  permissions: "none",
  async fn(t) {
    const { ask, control } = setUp();
    const cases = [
      { name: "/tuner0/channelmap", value: "us-cable", want: "us-cable" },
      { name: "/tuner0/channelmap", value: "moon", want: "ERROR: invalid channelmap" },
      { name: "/tuner0/filter", value: "0x0000-0x0100 0x1ffb", want: "0x0000-0x0100 0x1ffb" },
      { name: "/tuner0/filter", value: "all", want: "ERROR: invalid filter" },
      { name: "/tuner0/program", value: "1", want: "1" },
      { name: "/tuner0/program", value: "one", want: "ERROR: invalid program" },
      { name: "/tuner0/target", value: "http://192.168.1.9:1", want: "ERROR: invalid target" },
      { name: "/tuner0/target", value: "udp://8.8.8.8:53", want: "ERROR: target not allowed" },
      { name: "/tuner0/target", value: "udp://127.0.0.1:53", want: "ERROR: target not allowed" },
      { name: "/tuner0/target", value: "udp://192.168.1.20:53", want: "ERROR: target not allowed" },
      { name: "/tuner0/status", value: "good", want: "ERROR: unknown getset variable" },
      { name: "/sys/model", value: "better", want: "ERROR: unknown getset variable" },
      { name: "/sys/restart", value: "self", want: "ERROR: unknown getset variable" },
      { name: "/tuner0/filter", value: `0x1${" 0x1".repeat(100)}`, want: "ERROR: value too long" },
    ];
    for (const { name, value, want } of cases) {
      await t.step(`${name} ${value.slice(0, 30)}`, async () => strictEqual(await ask(name, value), want));
    }
    strictEqual(await ask("/tuner0/filter"), "0x0000-0x0100 0x1ffb");
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startControl(): a target opens the channel on that very tuner and ends with none",
  permissions: "none",
  async fn() {
    const { ask, tuning, network, clock, control } = setUp();
    await ask("/tuner1/channel", "auto:v7");
    strictEqual(await ask("/tuner1/target", TARGET), TARGET);
    const [opened] = tuning.opened;
    deepStrictEqual(opened?.request, {
      number: "7",
      via: "tuner",
      tuner: 1,
      address: NEIGHBOUR.address,
      agent: "HDHomeRun control",
      isHolder: false,
      durationMs: null,
    });
    tuning.bodies[0]?.enqueue(new Uint8Array(7 * 188).fill(0x47));
    await clock.settle();
    deepStrictEqual(network.sent.map(({ to }) => to), [{ address: "192.168.1.9", port: 5_000 }]);
    strictEqual(await ask("/tuner1/target", "none"), "none");
    strictEqual(opened.isCancelled, true);
    strictEqual(await ask("/tuner1/channel"), "auto:v7");
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startControl(): a channel set while streaming takes the target along, and so does a later one",
  permissions: "none",
  async fn() {
    const { ask, tuning, control } = setUp();
    strictEqual(await ask("/tuner0/target", TARGET), TARGET);
    strictEqual(tuning.opened.length, 0);
    await ask("/tuner0/vchannel", "7");
    await ask("/tuner0/vchannel", "7.1");
    const state = () => tuning.opened.map(({ request, isCancelled }) => [request.number, isCancelled]);
    deepStrictEqual(state(), [["7", true], ["7.1", false]]);
    strictEqual(await ask("/tuner0/target"), TARGET);
    await ask("/tuner0/channel", "none");
    deepStrictEqual(state(), [["7", true], ["7.1", true]]);
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startControl(): a tuner that cannot be had is told in a device's words",
  permissions: "none",
  async fn(t) {
    const { ask, tuning, network, control } = setUp();
    await ask("/tuner0/vchannel", "7");
    const cases = [
      { code: "all_tuners_in_use", want: "ERROR: tuner busy" },
      { code: "tuner_in_use", want: "ERROR: tuner busy" },
      { code: "unknown_channel", want: "ERROR: unknown virtual channel" },
      { code: "shutting_down", want: "ERROR: tune failed" },
    ] as const;
    for (const { code, want } of cases) {
      await t.step(code, async () => {
        tuning.fault = new Fault(code, "no");
        strictEqual(await ask("/tuner0/target", TARGET), want);
        strictEqual(await ask("/tuner0/target"), "none");
      });
    }
    deepStrictEqual([...network.sockets].map(({ at }) => at.port), [5_004]);
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startControl(): a locked tuner is its holder's, until it is given back or forced",
  permissions: "none",
  async fn() {
    const { ask, tuning, control } = setUp();
    await ask("/tuner0/vchannel", "7");
    strictEqual(await ask("/tuner0/lockkey", "1234"), NEIGHBOUR.address);
    strictEqual(await ask("/tuner0/lockkey"), NEIGHBOUR.address);
    deepStrictEqual([...tuning.reserved], [0], "nor is it anybody's over HTTP");
    const refused = `ERROR: resource locked by ${NEIGHBOUR.address}`;
    strictEqual(await ask("/tuner0/vchannel", "7.1", undefined, OTHER), refused);
    strictEqual(await ask("/tuner0/target", TARGET), refused);
    strictEqual(await ask("/tuner0/target", TARGET, 1234), TARGET);
    strictEqual(await ask("/tuner1/vchannel", "7", undefined, OTHER), "7");
    strictEqual(await ask("/tuner0/status", null, undefined, OTHER) === refused, false);
    strictEqual(await ask("/tuner0/lockkey", "force", undefined, OTHER), "none");
    const opened = tuning.opened.map(({ isCancelled, request }) => [isCancelled, request.isHolder]);
    deepStrictEqual(opened, [[true, true]]);
    deepStrictEqual([...tuning.reserved], []);
    strictEqual(await ask("/tuner0/target"), "none");
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startControl(): a tuner that is watched over HTTP shows its channel and belongs to the viewer",
  permissions: "none",
  async fn() {
    const { ask, tuning, control } = setUp();
    tuning.watched = [{ index: 0, channelId: "id-7.1", address: "192.168.1.77" }];
    strictEqual(await ask("/tuner0/lockkey"), "192.168.1.77");
    match(await ask("/tuner0/status") ?? "", /^ch=auto:7\.1 lock=8vsb /);
    strictEqual(await ask("/tuner0/vchannel", "7"), "ERROR: resource locked by 192.168.1.77");
    strictEqual(await ask("/tuner0/lockkey", "1234"), "ERROR: resource locked by 192.168.1.77");
    strictEqual(await ask("/tuner0/lockkey", "force"), "ERROR: resource locked by 192.168.1.77");
    tuning.watched = [{ index: 0, channelId: "id-7.1", address: null }];
    strictEqual(await ask("/tuner0/lockkey"), "none");
    strictEqual(await ask("/tuner0/vchannel", "7"), "7");
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startControl(): a target is given up when its signs of life stop, and when its channel ends",
  permissions: "none",
  async fn() {
    const { ask, tuning, network, clock, control } = setUp();
    await ask("/tuner0/vchannel", "7");
    await ask("/tuner0/target", TARGET);
    for (let second = 0; second < 30; second++) {
      network.throwAt(5_004, new Uint8Array(4), { address: "192.168.1.9", port: 5_000 });
      await clock.advance(1_000);
    }
    strictEqual(await ask("/tuner0/target"), TARGET);
    // Another socket of the same machine is not the one that receives.
    network.throwAt(5_004, new Uint8Array(4), { address: "192.168.1.9", port: 5_001 });
    await clock.advance(LIMITS.targetSilentMs + 2_000);
    strictEqual(await ask("/tuner0/target"), "none");
    strictEqual(tuning.opened[0]?.isCancelled, true);
    await ask("/tuner0/target", TARGET);
    tuning.bodies[1]?.close();
    await clock.settle();
    strictEqual(await ask("/tuner0/target"), "none");
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startControl(): split and joined requests are answered one by one, each in one piece, in order",
  permissions: "none",
  async fn() {
    const { connect, clock, control } = setUp();
    const client = connect();
    const requests: GetSetRequest[] = ["/sys/model", "/tuner0/lockkey", "/nope"]
      .map((name) => ({ name, value: null, lockKey: null }));
    const bytes = Uint8Array.from(requests.flatMap((request) => [...encodeGetSet(request)]));
    client.send(bytes.subarray(0, 7));
    await clock.settle();
    deepStrictEqual(client.received, []);
    client.send(bytes.subarray(7));
    await clock.advance(1);
    deepStrictEqual(client.received.map(words), [
      "hdhomerun5_atsc",
      "none",
      "ERROR: unknown getset variable",
    ]);
    strictEqual(client.isClosed, false);
    await control[Symbol.asyncDispose]();
    strictEqual(client.isClosed, true);
  },
});

Deno.test({
  name: "startControl(): garbage is not answered, it ends the connection; other packets are passed over",
  permissions: "none",
  async fn(t) {
    const { connect, clock, control } = setUp();
    const good = encodeGetSet({ name: "/sys/model", value: null, lockKey: null });
    const damaged = good.slice();
    damaged[6] = 0;
    const cases = [
      { name: "HTTP", bytes: new TextEncoder().encode("GET / HTTP/1.1\r\n\r\n") },
      { name: "a wrong checksum", bytes: damaged },
      { name: "a length no packet has", bytes: Uint8Array.of(0, 4, 0xff, 0xff) },
    ];
    for (const { name, bytes } of cases) {
      await t.step(name, async () => {
        const client = connect();
        client.send(bytes);
        await clock.settle();
        deepStrictEqual([client.received.length, client.isClosed], [0, true]);
      });
    }
    await t.step("but a search between two requests does no harm", async () => {
      const client = connect();
      const search = [0, 2, 0, 6, 1, 4, 0xff, 0xff, 0xff, 0xff, 0x4c, 0x20, 0xcb, 0x4e];
      client.send(Uint8Array.of(...search, ...good));
      await clock.advance(1);
      deepStrictEqual(client.received.map(words), ["hdhomerun5_atsc"]);
    });
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startControl(): connections are bounded, in all and for each address, and closed when idle or stuck",
  permissions: "none",
  async fn() {
    const { connect, on, clock, control } = setUp();
    const open = (clients: readonly FakeClient[]) => clients.filter(({ isClosed }) => !isClosed).length;
    const own = Array.from({ length: 20 }, () => connect());
    await rest(clock);
    strictEqual(open(own), LIMITS.controlConnectionsPerAddressMax);
    const others = Array.from({ length: 60 }, (_, index) => connect({ address: `10.0.0.${index}`, port: 1 }));
    await rest(clock);
    strictEqual(open(own) + open(others), LIMITS.controlConnectionsMax);
    const stranger = connect(STRANGER);
    await rest(clock);
    strictEqual(stranger.isClosed, true);

    const [busy, stuck] = own;
    ok(busy && stuck);
    stuck.isStuck = true;
    await on(stuck)("/sys/model");
    await clock.advance(LIMITS.controlWriteMs + 2_000);
    strictEqual(stuck.isClosed, true);
    await clock.advance(LIMITS.controlIdleMs / 2);
    strictEqual(await on(busy)("/sys/model"), "hdhomerun5_atsc");
    await clock.advance(LIMITS.controlIdleMs / 2);
    strictEqual(open(own) + open(others), 1);
    await clock.advance(LIMITS.controlIdleMs);
    strictEqual(busy.isClosed, true);
    await control[Symbol.asyncDispose]();
  },
});

Deno.test({
  name:
    "startControl(): at its end every target and connection is given back, and taken ports only cost a warning",
  permissions: "none",
  async fn() {
    const { ask, connect, tuning, network, clock, control, lines } = setUp();
    await ask("/tuner0/vchannel", "7");
    await ask("/tuner0/target", TARGET);
    const client = connect();
    await clock.settle();
    await control[Symbol.asyncDispose]();
    strictEqual(tuning.opened[0]?.isCancelled, true);
    strictEqual(client.isClosed, true);
    deepStrictEqual([network.sockets.size, network.listeners.size], [0, 0]);
    ok(!lines.some((line) => line.startsWith("warn")));
  },
});
