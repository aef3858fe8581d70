import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Whereabouts } from "../../src/hdhomerun/base_urls.ts";
import { HDHOMERUN_PORT, startDiscovery } from "../../src/hdhomerun/discovery.ts";
import { encodeDiscoveryRequest, parseDiscoveryReply } from "../../src/hdhomerun/discovery_packet.ts";
import { WILDCARD } from "../../src/hdhomerun/packet.ts";
import { LIMITS } from "../../src/limits.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeNetwork } from "../fakes/fake_network.ts";
import { baseUrls, interfaces, listLogger, NEIGHBOUR, STRANGER } from "./home.ts";

const DEVICE = { deviceId: "E5E17005", deviceAuth: "abcdefghijklmnopqrstuvwx", tunerCount: 4 };
const ANY = encodeDiscoveryRequest({ types: [WILDCARD], deviceId: null });

function setUp(more: Partial<Whereabouts> = {}) {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const { log, lines } = listLogger(clock);
  const { openDatagram } = network;
  const discovery = startDiscovery({ clock, log, openDatagram, baseUrls: baseUrls(more) }, DEVICE);
  const ask = async (bytes: Uint8Array, from = NEIGHBOUR) => {
    network.throwAt(HDHOMERUN_PORT, bytes, from);
    await clock.settle();
    return network.sent.splice(0);
  };
  return { clock, network, lines, discovery, ask };
}

Deno.test({
  name: "startDiscovery() answers whoever asks, to its own port, with the address on its network",
  permissions: "none",
  async fn() {
    const { ask, discovery } = setUp();
    const [reply] = await ask(ANY);
    deepStrictEqual(reply?.to, NEIGHBOUR);
    const want = { ...DEVICE, baseUrl: "http://192.168.1.20:8411" };
    deepStrictEqual(parseDiscoveryReply(reply.bytes), want);
    const [other] = await ask(ANY, { address: "203.0.113.9", port: 7 });
    strictEqual(other && parseDiscoveryReply(other.bytes)?.baseUrl, "http://203.0.113.20:8411");
    await discovery[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startDiscovery() is silent on what is not ours",
  permissions: "none",
  async fn(t) {
    const { ask, discovery } = setUp();
    const damaged = ANY.slice();
    damaged[5] = 9;
    const cases = [
      { name: "storage", bytes: encodeDiscoveryRequest({ types: [5], deviceId: null }) },
      { name: "another device", bytes: encodeDiscoveryRequest({ types: [1], deviceId: "10AA5474" }) },
      { name: "a wrong checksum", bytes: damaged },
      { name: "half a packet", bytes: ANY.subarray(0, 7) },
      { name: "nothing", bytes: new Uint8Array() },
      { name: "a stranger, who may be forged", bytes: ANY, from: STRANGER },
    ];
    for (const { name, bytes, from } of cases) {
      await t.step(name, async () => deepStrictEqual(await ask(bytes, from), []));
    }
    await t.step("but not on our own id", async () => {
      strictEqual((await ask(encodeDiscoveryRequest({ types: [1], deviceId: "E5E17005" }))).length, 1);
    });
    await discovery[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startDiscovery() answers one sender only so often, whoever else asks",
  permissions: "none",
  async fn() {
    const { ask, clock, discovery } = setUp();
    let answers = 0;
    for (let asked = 0; asked < 100; asked++) answers += (await ask(ANY)).length;
    strictEqual(answers, LIMITS.answersPerSourcePerSecondMax);
    strictEqual((await ask(ANY, { address: "192.168.1.10", port: 1 })).length, 1);
    await clock.advance(1_000);
    strictEqual((await ask(ANY)).length, 1);
    await discovery[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startDiscovery() answers neighbours however many strangers ask, and looks once a second where it is",
  permissions: "none",
  async fn() {
    let looks = 0;
    const { ask, discovery } = setUp({
      interfaces: () => {
        looks += 1;
        return interfaces();
      },
    });
    for (let asked = 0; asked < 2 * LIMITS.answersPerSecondMax; asked++) {
      await ask(ANY, { address: `198.51.100.${asked % 250}`, port: 1 });
    }
    strictEqual(looks, 1);
    strictEqual((await ask(ANY)).length, 1);
    await discovery[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startDiscovery() warns once of an interface it may not answer on",
  permissions: "none",
  async fn() {
    const { ask, clock, network, lines, discovery } = setUp();
    for (const last of [9, 10]) network.forbidden.add(`203.0.113.${last}`);
    network.unreachable.add("192.168.1.10");
    for (const address of ["203.0.113.9", "203.0.113.10", "203.0.113.9", "192.168.1.10"]) {
      deepStrictEqual(await ask(ANY, { address, port: 7 }), []);
      await clock.advance(1_000);
    }
    strictEqual((await ask(ANY)).length, 1);
    const warnings = lines.filter((line) => line.startsWith("warn"));
    deepStrictEqual(warnings, ["warn HDHomeRun discovery may not use an interface: start the program anew"]);
    await discovery[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startDiscovery() outlives a taken port and an answer that does not get out",
  permissions: "none",
  async fn() {
    const { ask, clock, network, lines, discovery } = setUp();
    network.unreachable.add(NEIGHBOUR.address);
    deepStrictEqual(await ask(ANY), []);
    network.unreachable.clear();
    strictEqual((await ask(ANY)).length, 1);
    await discovery[Symbol.asyncDispose]();
    strictEqual(network.sockets.size, 0);

    network.taken.add(HDHOMERUN_PORT);
    const { openDatagram } = network;
    const { log, lines: told } = listLogger(clock);
    await using _late = startDiscovery({ clock, log, openDatagram, baseUrls: baseUrls() }, DEVICE);
    await clock.advance(3 * LIMITS.portRetryMs);
    deepStrictEqual(told, ["warn HDHomeRun discovery is off: cannot use UDP 65001"]);
    network.taken.clear();
    await clock.advance(LIMITS.portRetryMs);
    strictEqual((await ask(ANY)).length, 1);
    ok(!lines.some((line) => line.startsWith("warn")));
  },
});

Deno.test({
  name: "startDiscovery() hands out a short public URL, and no other",
  permissions: "none",
  async fn() {
    for (
      const [publicUrl, want] of [
        ["http://tv.example.org:8411", "http://tv.example.org:8411"],
        ["https://television.example.org:8411", "http://192.168.1.20:8411"],
      ] as const
    ) {
      const { ask, discovery } = setUp({ publicUrl });
      const [reply] = await ask(ANY);
      strictEqual(reply && parseDiscoveryReply(reply.bytes)?.baseUrl, want);
      await discovery[Symbol.asyncDispose]();
    }
  },
});
