import { deepStrictEqual, strictEqual } from "node:assert/strict";
import {
  isLoopback,
  isNeighbour,
  isPrivate,
  lanAddresses,
  ownAddressFor,
  parseIpv4,
  plainAddress,
} from "../../src/hdhomerun/addresses.ts";
import { interfaces } from "./home.ts";

Deno.test({
  name: "parseIpv4() reads four decimal parts and none of the other ways to write an address",
  permissions: "none",
  async fn(t) {
    const cases = [
      { text: "0.0.0.0", want: 0 },
      { text: "192.168.1.20", want: 0xc0a80114 },
      { text: "255.255.255.255", want: 0xffffffff },
      { text: "256.1.1.1", want: null },
      { text: "127.1", want: null },
      { text: "2130706433", want: null },
      { text: "0x7f.0.0.1", want: null },
      { text: "010.0.0.1", want: null },
      { text: "1.2.3.4.5", want: null },
      { text: " 1.2.3.4", want: null },
      { text: "::1", want: null },
      { text: "", want: null },
    ];
    for (const { text, want } of cases) await t.step(text, () => strictEqual(parseIpv4(text), want));
  },
});

Deno.test({
  name: "isPrivate() and isLoopback() know the networks nobody routes, to their edges",
  permissions: "none",
  async fn(t) {
    const cases = [
      { address: "10.0.0.0", want: true },
      { address: "11.0.0.0", want: false },
      { address: "172.15.255.255", want: false },
      { address: "172.16.0.0", want: true },
      { address: "172.31.255.255", want: true },
      { address: "172.32.0.0", want: false },
      { address: "192.167.255.255", want: false },
      { address: "192.168.255.255", want: true },
      { address: "169.254.7.7", want: true },
      { address: "100.64.0.1", want: true },
      { address: "100.128.0.1", want: false },
      { address: "8.8.8.8", want: false },
      { address: "224.0.0.1", want: false },
      { address: "255.255.255.255", want: false },
      { address: "0.0.0.0", want: false },
      { address: "::1", want: true },
      { address: "fe80::1", want: true },
      { address: "fd00::2", want: true },
      { address: "2001:db8::1", want: false },
      { address: "fd00.example", want: false },
      { address: "example.com", want: false },
    ];
    for (const { address, want } of cases) {
      await t.step(`${address} ${want}`, () => strictEqual(isPrivate(address), want));
    }
    strictEqual(isLoopback("127.255.0.1"), true);
    strictEqual(isLoopback("128.0.0.1"), false);
  },
});

Deno.test({
  name: "ownAddressFor() gives a neighbour the address on its own network",
  permissions: "none",
  async fn(t) {
    const cases = [
      { remote: "127.0.0.1", want: "127.0.0.1" },
      { remote: "::1", want: "[::1]" },
      { remote: "192.168.1.9", want: "192.168.1.20" },
      { remote: "203.0.113.9", want: "203.0.113.20" },
      { remote: "192.168.2.9", want: "192.168.1.20" },
      { remote: "fe80::9", want: "192.168.1.20" },
    ];
    for (const { remote, want } of cases) {
      await t.step(remote, () => strictEqual(ownAddressFor(remote, interfaces()), want));
    }
    strictEqual(ownAddressFor("192.168.1.9", []), null);
  },
});

Deno.test({
  name: "isNeighbour(): private, or in a network we are in",
  permissions: "none",
  fn() {
    strictEqual(isNeighbour("203.0.113.9", interfaces()), true);
    strictEqual(isNeighbour("203.0.114.9", interfaces()), false);
    strictEqual(isNeighbour("10.1.2.3", []), true);
  },
});

Deno.test({
  name: "lanAddresses() leaves loopback and IPv6 out; plainAddress() strips what a dual socket adds",
  permissions: "none",
  fn() {
    deepStrictEqual(lanAddresses(interfaces()).map(({ address }) => address), [
      "192.168.1.20",
      "203.0.113.20",
    ]);
    strictEqual(plainAddress("::ffff:192.168.1.9"), "192.168.1.9");
    strictEqual(plainAddress("::ffff:c0a8"), "::ffff:c0a8");
  },
});
