import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { mayTarget, parseTarget, targetText } from "../../src/hdhomerun/target_address.ts";
import { interfaces } from "./home.ts";

Deno.test({
  name: "parseTarget() reads addresses, and no names",
  permissions: "none",
  async fn(t) {
    const cases = [
      { text: "udp://192.168.1.9:5000", want: { scheme: "udp", address: "192.168.1.9", port: 5_000 } },
      { text: "rtp://192.168.1.9:65535", want: { scheme: "rtp", address: "192.168.1.9", port: 65_535 } },
      { text: "192.168.1.9:5000", want: { scheme: "udp", address: "192.168.1.9", port: 5_000 } },
      { text: "udp://192.168.1.9", want: null },
      { text: "udp://192.168.1.9:0", want: null },
      { text: "udp://192.168.1.9:65536", want: null },
      { text: "udp://localhost:5000", want: null },
      { text: "udp://0x7f000001:5000", want: null },
      { text: "udp://[::1]:5000", want: null },
      { text: "udp://192.168.1.9:5000 ttl=9", want: null },
      { text: "http://192.168.1.9:5000", want: null },
      { text: "", want: null },
    ];
    for (const { text, want } of cases) await t.step(text, () => deepStrictEqual(parseTarget(text), want));
    strictEqual(targetText({ scheme: "rtp", address: "10.0.0.1", port: 7 }), "rtp://10.0.0.1:7");
  },
});

Deno.test({
  name:
    "mayTarget(): to the client itself or a private neighbour; to this machine only from it; to no whole network",
  permissions: "none",
  async fn(t) {
    const cases = [
      { address: "192.168.1.9", client: "192.168.1.9", want: true },
      { address: "192.168.1.30", client: "192.168.1.9", want: true },
      { address: "203.0.113.9", client: "203.0.113.9", want: true },
      { address: "203.0.113.30", client: "203.0.113.9", want: false },
      { address: "192.168.1.20", client: "192.168.1.9", want: false },
      { address: "192.168.1.20", client: "192.168.1.20", want: true },
      { address: "8.8.8.8", client: "192.168.1.9", want: false },
      { address: "127.0.0.1", client: "192.168.1.9", want: false },
      { address: "127.0.0.1", client: "127.0.0.1", want: true },
      { address: "239.255.0.1", client: "192.168.1.9", want: false },
      { address: "255.255.255.255", client: "192.168.1.9", want: false },
      { address: "0.0.0.0", client: "192.168.1.9", want: false },
      { address: "192.168.1.255", client: "192.168.1.9", want: false },
      { address: "192.168.1.0", client: "192.168.1.9", want: false },
      { address: "192.168.1.255", client: "192.168.1.255", want: false },
      { address: "203.0.113.255", client: "203.0.113.255", want: false },
      { address: "127.255.255.255", client: "127.0.0.1", want: false },
      { address: "127.0.0.0", client: "127.0.0.1", want: false },
      { address: "172.16.3.255", client: "192.168.1.9", want: false },
      { address: "172.16.1.255", client: "192.168.1.9", want: true },
      { address: "10.8.0.2", client: "10.8.0.2", want: true },
      { address: "10.9.0.1", client: "10.9.0.1", want: true },
    ];
    const own = [
      ...interfaces(),
      { name: "wlan0", family: "IPv4" as const, address: "172.16.2.1", netmask: "255.255.254.0" },
      { name: "tun0", family: "IPv4" as const, address: "10.8.0.2", netmask: "255.255.255.255" },
      { name: "tun1", family: "IPv4" as const, address: "10.9.0.0", netmask: "255.255.255.254" },
    ];
    for (const { address, client, want } of cases) {
      await t.step(
        `${client} to ${address}`,
        () => strictEqual(mayTarget(address, client, own), want),
      );
    }
  },
});
