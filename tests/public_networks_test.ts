import { deepStrictEqual } from "node:assert/strict";
import { publicNetworks } from "../src/public_networks.ts";

Deno.test({
  name: "publicNetworks(): networks of ours that are not private, each once",
  permissions: "none",
  async fn(t) {
    const v4 = (cidr: string) => ({ family: "IPv4", address: cidr.split("/")[0] ?? "", cidr }) as const;
    const cases = [
      { name: "none", interfaces: [], want: [] },
      {
        name: "private ones are granted anyway",
        interfaces: ["127.0.0.1/8", "192.168.1.20/24", "100.64.3.1/10", "169.254.1.1/16"].map(v4),
        want: [],
      },
      { name: "a public one", interfaces: [v4("203.0.113.20/24")], want: ["203.0.113.0/24"] },
      {
        name: "two addresses in it",
        interfaces: [v4("203.0.113.20/24"), v4("203.0.113.21/24")],
        want: ["203.0.113.0/24"],
      },
      { name: "a part of a byte", interfaces: [v4("198.51.100.214/27")], want: ["198.51.100.192/27"] },
      { name: "a single address", interfaces: [v4("198.51.100.214/32")], want: ["198.51.100.214/32"] },
      { name: "the widest", interfaces: [v4("8.9.10.11/8")], want: ["8.0.0.0/8"] },
      { name: "half the internet", interfaces: [v4("203.0.113.20/1"), v4("203.0.113.20/0")], want: [] },
      {
        name: "IPv6",
        interfaces: [{ family: "IPv6", address: "2001:db8::1", cidr: "2001:db8::1/64" }] as const,
        want: [],
      },
    ];
    for (const { name, interfaces, want } of cases) {
      await t.step(name, () => deepStrictEqual(publicNetworks(interfaces), want));
    }
  },
});
