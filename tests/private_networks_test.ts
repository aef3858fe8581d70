import { deepStrictEqual, ok } from "node:assert/strict";
import { BlockList } from "node:net";
import { isPrivateAddress } from "../routes/addresses.ts";
import { tunerNetworkHosts } from "../src/config/tuner_network.ts";
import { parseConfig } from "../src/config/mod.ts";
import { isPrivate } from "../src/hdhomerun/addresses.ts";
import { PRIVATE_NETWORKS } from "../src/private_networks.ts";

/** The edges of all of them, and what lies just outside. */
const EDGES = [
  { first: "10.0.0.0", last: "10.255.255.255", before: "9.255.255.255", after: "11.0.0.0" },
  { first: "172.16.0.0", last: "172.31.255.255", before: "172.15.255.255", after: "172.32.0.0" },
  { first: "192.168.0.0", last: "192.168.255.255", before: "192.167.255.255", after: "192.169.0.0" },
  { first: "169.254.0.0", last: "169.254.255.255", before: "169.253.255.255", after: "169.255.0.0" },
  { first: "100.64.0.0", last: "100.127.255.255", before: "100.63.255.255", after: "100.128.0.0" },
  { first: "127.0.0.0", last: "127.255.255.255", before: "126.255.255.255", after: "128.0.0.0" },
];

Deno.test("PRIVATE_NETWORKS are the same to routes, tuner and wall, to their edges", {
  permissions: { env: ["LOG_TOKENS", "LOG_STREAM"] },
}, async (t) => {
  const { config } = parseConfig({ text: "", name: "config.yaml", environment: {} });
  const granted = new BlockList();
  for (const host of tunerNetworkHosts(config, [])) {
    const [network = "", bits] = host.split("/");
    if (bits !== undefined) granted.addSubnet(network, Number(bits), "ipv4");
  }
  const said = (address: string) => [isPrivate(address), isPrivateAddress(address), granted.check(address)];
  for (const { first, last, before, after } of EDGES) {
    await t.step(`${first} to ${last}`, () => {
      for (const address of [first, last]) deepStrictEqual(said(address), [true, true, true], address);
      for (const address of [before, after]) deepStrictEqual(said(address), [false, false, false], address);
    });
  }
  deepStrictEqual(EDGES.map(({ first }) => first), PRIVATE_NETWORKS.map((block) => block.split("/")[0]));
  ok(PRIVATE_NETWORKS.every((block) => tunerNetworkHosts(config, []).includes(block)));
});
