import { deepStrictEqual, ok } from "node:assert/strict";
import { startTunerNetwork } from "../../src/hdhomerun/tuner_network.ts";
import { seededRng } from "../../src/rng.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeNetwork } from "../fakes/fake_network.ts";
import { FakeTuning } from "../fakes/fake_tuning.ts";
import { interfaces, listLogger } from "./home.ts";

const ALL = { hasSsdp: true, hasDiscovery: true, hasControl: true };

/** A tuner's network that does what is asked for, and what it has open. */
function start(wanted: Partial<typeof ALL>, host = "0.0.0.0") {
  const network = new FakeNetwork();
  const clock = new FakeClock();
  const { log, lines } = listLogger(clock);
  const started = startTunerNetwork({
    sockets: { ...network, interfaces },
    ...{ clock, log, rng: seededRng("network"), tuning: new FakeTuning(), channels: () => [] },
  }, {
    ...{ hasSsdp: false, hasDiscovery: false, hasControl: false, ...wanted },
    whereabouts: { host, port: 8_411, publicUrl: null },
    identity: { deviceId: "E5E17005", deviceAuth: "abcdefghijklmnopqrstuvwx", udn: "0a1b2c3d" },
    ...{ tunerCount: 2, version: "0.0.0", bootId: 1 },
  });
  const open = () =>
    [
      ...[...network.sockets].map(({ at }) => `udp ${at.address}:${at.port}`),
      ...[...network.listeners].map(({ at }) => `tcp ${at.address}:${at.port}`),
      ...[...network.groups].map(({ options: { at } }) => `ssdp ${at.address}:${at.port}`),
    ].toSorted();
  return { network, clock, lines, started, open };
}

Deno.test("startTunerNetwork() opens the ports of what is wanted, and no others", {
  permissions: "none",
}, async (t) => {
  const SSDP = ["ssdp 0.0.0.0:1900", "ssdp 192.168.1.20:0", "ssdp 203.0.113.20:0"];
  const CASES = [
    { name: "nothing", wanted: {}, open: [] },
    { name: "SSDP", wanted: { hasSsdp: true }, open: SSDP },
    { name: "discovery", wanted: { hasDiscovery: true }, open: ["udp 0.0.0.0:65001"] },
    {
      name: "control",
      wanted: { hasControl: true },
      open: ["tcp 0.0.0.0:65001", "udp 0.0.0.0:5004"],
    },
    {
      name: "all",
      wanted: ALL,
      open: [...SSDP, "tcp 0.0.0.0:65001", "udp 0.0.0.0:5004", "udp 0.0.0.0:65001"],
    },
    {
      name: "all, for this machine only",
      wanted: ALL,
      host: "localhost",
      open: [
        "ssdp 0.0.0.0:1900",
        "ssdp 127.0.0.1:0",
        "tcp 127.0.0.1:65001",
        "udp 127.0.0.1:5004",
        "udp 127.0.0.1:65001",
      ],
    },
  ];
  for (const { name, wanted, host, open: want } of CASES) {
    await t.step(name, async () => {
      const { started, clock, open } = start(wanted, host);
      await clock.advance(10);
      deepStrictEqual(open(), want.toSorted());
      await started[Symbol.asyncDispose]();
      deepStrictEqual(open(), []);
    });
  }
});

Deno.test("startTunerNetwork() goes on without a port that is taken, and says goodbye in the end", {
  permissions: "none",
}, async () => {
  const { started, network, clock, lines } = start({});
  await started[Symbol.asyncDispose]();
  deepStrictEqual(lines, []);

  const other = start(ALL);
  other.network.taken.add(65_001);
  await clock.advance(10);
  await other.clock.advance(2_000);
  other.network.sent.length = 0;
  await other.started[Symbol.asyncDispose]();
  const texts = other.network.sent.map(({ bytes }) => new TextDecoder().decode(bytes));
  ok(texts.length > 0 && texts.every((text) => text.includes("ssdp:byebye")), texts.join("\n"));
  deepStrictEqual(network.sent, []);
});

Deno.test("startTunerNetwork() says goodbye before it ends what may take its time", {
  permissions: "none",
}, async () => {
  const { started, network, clock } = start(ALL);
  await clock.advance(2_000);
  network.sent.length = 0;
  const [listener] = network.listeners;
  const heard: [goodbyes: number][] = [];
  const close = listener?.[Symbol.dispose].bind(listener);
  Object.assign(listener ?? {}, {
    [Symbol.dispose]: () => {
      heard.push([network.sent.length]);
      close?.();
    },
  });
  await started[Symbol.asyncDispose]();
  deepStrictEqual(heard[0], [6]);
});
