import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { NetworkAddress } from "../../src/hdhomerun/addresses.ts";
import type { Whereabouts } from "../../src/hdhomerun/base_urls.ts";
import { startSsdp } from "../../src/hdhomerun/ssdp.ts";
import { LIMITS } from "../../src/limits.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeNetwork } from "../fakes/fake_network.ts";
import { baseUrls, interfaces, listLogger, NEIGHBOUR, STRANGER } from "./home.ts";

const DEVICE = { udn: "0a1b2c3d-0000-4000-8000-000000000001", version: "0.1.0", bootId: 1 };
const TYPE = "urn:schemas-upnp-org:device:MediaServer:1";
const ANNOUNCED_ONCE = [
  "alive upnp:rootdevice http://192.168.1.20:8411/device.xml by 192.168.1.20",
  `alive uuid:${DEVICE.udn} http://192.168.1.20:8411/device.xml by 192.168.1.20`,
  `alive ${TYPE} http://192.168.1.20:8411/device.xml by 192.168.1.20`,
  "alive upnp:rootdevice http://203.0.113.20:8411/device.xml by 203.0.113.20",
  `alive uuid:${DEVICE.udn} http://203.0.113.20:8411/device.xml by 203.0.113.20`,
  `alive ${TYPE} http://203.0.113.20:8411/device.xml by 203.0.113.20`,
];

function setUp(more: Partial<Whereabouts> = {}, taken: number[] = []) {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  for (const port of taken) network.taken.add(port);
  const { log, lines } = listLogger(clock);
  const state = { own: interfaces() as readonly NetworkAddress[], random: 0.5 };
  const urls = baseUrls({ interfaces: () => state.own, ...more });
  const { openMulticast } = network;
  const ssdp = startSsdp({ clock, log, openMulticast, baseUrls: urls, rng: () => state.random }, DEVICE);
  /** What was said since the last time, and to whom. */
  const said = () =>
    network.sent.splice(0).map(({ bytes, from, to }) => {
      const text = new TextDecoder().decode(bytes);
      const header = (name: string) => new RegExp(`^${name}: (.*)\r$`, "m").exec(text)?.[1];
      if (header("NTS") === undefined) return `found ${header("ST")} ${header("LOCATION")} to ${to.address}`;
      deepStrictEqual(to, { address: "239.255.255.250", port: 1_900 });
      const words = [header("NTS")?.replace("ssdp:", ""), header("NT"), header("LOCATION"), "by"];
      return [...words.filter((word) => word !== undefined), from.address].join(" ");
    });
  const search = (target: string, from = NEIGHBOUR, mx = "MX: 1\r\n") => {
    const text =
      `M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\n${mx}ST: ${target}\r\n\r\n`;
    network.throwAt(1_900, new TextEncoder().encode(text), from);
  };
  return { clock, network, lines, state, ssdp, said, search };
}

Deno.test({
  name: "startSsdp() announces the device on each network, twice, then at half its age, and says goodbye",
  permissions: "none",
  async fn() {
    const { clock, network, ssdp, said } = setUp();
    await clock.advance(999);
    deepStrictEqual(said(), ANNOUNCED_ONCE);
    await clock.advance(1);
    deepStrictEqual(said(), ANNOUNCED_ONCE);
    await clock.advance(898_999);
    deepStrictEqual(said(), []);
    await clock.advance(1);
    deepStrictEqual(said(), ANNOUNCED_ONCE);
    await ssdp[Symbol.asyncDispose]();
    deepStrictEqual(
      said(),
      ANNOUNCED_ONCE.map((words) => words.replace(/^alive (\S+) \S+/, "byebye $1")),
    );
    strictEqual(network.groups.size, 0);
    await clock.advance(2_000_000);
    deepStrictEqual(said(), []);
  },
});

Deno.test({
  name: "startSsdp() answers a search after a while of its own, with the address on the asker's network",
  permissions: "none",
  async fn() {
    const { clock, state, ssdp, said, search } = setUp();
    await clock.advance(5_000);
    said();
    state.random = 0.75;
    search(TYPE);
    await clock.advance(749);
    deepStrictEqual(said(), []);
    await clock.advance(1);
    deepStrictEqual(said(), [`found ${TYPE} http://192.168.1.20:8411/device.xml to 192.168.1.9`]);
    search("ssdp:all", { address: "203.0.113.9", port: 7 });
    await clock.advance(750);
    deepStrictEqual(
      said().map((words) => words.split(" ").at(2)),
      Array(3).fill("http://203.0.113.20:8411/device.xml"),
    );
    await ssdp[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startSsdp() is silent on what it does not have, on strangers, and on who asks too much",
  permissions: "none",
  async fn() {
    const { clock, network, ssdp, said, search } = setUp();
    await clock.advance(5_000);
    said();
    search("urn:none:device:Nope:1");
    search("upnp:rootdevice", STRANGER);
    search("upnp:rootdevice", NEIGHBOUR, "");
    network.throwAt(1_900, crypto.getRandomValues(new Uint8Array(500)), NEIGHBOUR);
    await clock.advance(2_000);
    deepStrictEqual(said(), []);
    for (let asked = 0; asked < 500; asked++) search("upnp:rootdevice");
    await clock.advance(1_000);
    strictEqual(said().length, LIMITS.answersPerSourcePerSecondMax);
    for (let asked = 0; asked < 500; asked++) {
      search("upnp:rootdevice", { address: `192.168.1.${asked % 250}`, port: 1 });
    }
    await clock.advance(1_000);
    ok(said().length <= LIMITS.searchesWaitingMax);
    await ssdp[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startSsdp() answers neighbours however many strangers ask",
  permissions: "none",
  async fn() {
    const { clock, ssdp, said, search } = setUp();
    await clock.advance(5_000);
    said();
    for (let asked = 0; asked < 2 * LIMITS.answersPerSecondMax; asked++) {
      search("upnp:rootdevice", { address: `198.51.100.${asked % 250}`, port: 1 });
    }
    search("upnp:rootdevice");
    await clock.advance(1_000);
    strictEqual(said().length, 1);
    await ssdp[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startSsdp() warns once of an interface it may not use, and uses the others",
  permissions: "none",
  async fn() {
    const { clock, network, lines, ssdp, said } = setUp();
    network.forbidden.add("203.0.113.20");
    await clock.advance(3 * LIMITS.interfacesLookMs);
    const warnings = () => lines.filter((line) => line.startsWith("warn"));
    deepStrictEqual(warnings(), ["warn SSDP may not use an interface: start the program anew"]);
    ok(said().every((words) => words.endsWith("by 192.168.1.20")));
    await ssdp[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startSsdp() follows interfaces that come and go",
  permissions: "none",
  async fn() {
    const { clock, network, state, ssdp, said } = setUp();
    await clock.advance(5_000);
    said();
    const [lo, , eth0] = interfaces();
    ok(lo && eth0);
    state.own = [lo, { ...eth0, address: "192.168.7.20" }];
    await clock.advance(LIMITS.interfacesLookMs + 2_000);
    const announced = said();
    strictEqual(announced.length, 6);
    ok(announced.every((words) => words.endsWith("http://192.168.7.20:8411/device.xml by 192.168.7.20")));
    const open = [...network.groups];
    deepStrictEqual(open.map(({ options }) => options.leavesBy), [null, "192.168.7.20"]);
    deepStrictEqual(open[0]?.joined, [
      "239.255.255.250 on 192.168.1.20",
      "239.255.255.250 on 203.0.113.20",
      "239.255.255.250 on 192.168.7.20",
    ]);
    await ssdp[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startSsdp() announces anew on an interface that was away for a moment",
  permissions: "none",
  async fn() {
    const { clock, network, ssdp, said } = setUp();
    await clock.advance(500);
    const before = [...network.groups];
    network.unreachable.add("239.255.255.250");
    await clock.advance(2_000);
    network.unreachable.clear();
    said();
    await clock.advance(LIMITS.interfacesLookMs);
    deepStrictEqual(said(), [...ANNOUNCED_ONCE, ...ANNOUNCED_ONCE]);
    deepStrictEqual([...network.groups].map((socket) => before.includes(socket)), [true, false, false]);
    await ssdp[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startSsdp() speaks on its own machine only when HTTP listens there only",
  permissions: "none",
  async fn() {
    const { clock, ssdp, said } = setUp({ host: "127.0.0.1" });
    await clock.advance(500);
    deepStrictEqual(said().map((words) => words.split(" by ")[1]), Array(3).fill("127.0.0.1"));
    await ssdp[Symbol.asyncDispose]();
  },
});

Deno.test({
  name: "startSsdp() outlives a port that is not permitted and one that breaks",
  permissions: "none",
  async fn() {
    const { clock, network, lines, ssdp, said } = setUp({}, [1_900]);
    await clock.advance(5_000);
    const warnings = () => lines.filter((line) => line.startsWith("warn"));
    deepStrictEqual(warnings(), ["warn SSDP is off: cannot use UDP 1900"]);
    network.taken.clear();
    await clock.advance(LIMITS.portRetryMs);
    strictEqual(said().length, 12);
    const [listener] = network.groups;
    listener?.options.onBroken(new Error("Network is down"));
    await clock.settle();
    strictEqual(network.groups.size, 0);
    strictEqual(warnings().length, 2);
    await clock.advance(LIMITS.portRetryMs + 1_000);
    strictEqual(said().length, 12);
    await ssdp[Symbol.asyncDispose]();
  },
});
