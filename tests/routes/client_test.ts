import { ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { identifyClient } from "../../routes/client.ts";
import type { ServerAddress } from "../../routes/mod.ts";

const SERVER: ServerAddress = { port: 8411, publicUrl: null, trustedProxies: [], lanAddress: "192.168.1.5" };
const LAN = "http://192.168.1.5:8411";
const PROXY = "10.0.0.2";

interface Case {
  readonly name: string;
  readonly headers?: Record<string, string>;
  readonly peer?: string;
  readonly server?: Partial<ServerAddress>;
  readonly baseUrl?: string;
  readonly address?: string;
}

const CASES: readonly Case[] = [
  {
    name: "the host the client used",
    headers: { host: "192.168.1.5:8411" },
    baseUrl: "http://192.168.1.5:8411",
  },
  { name: "a name", headers: { host: "nas.fritz.box" }, baseUrl: "http://nas.fritz.box" },
  { name: "IPv6", headers: { host: "[fd00::5]:8411" }, baseUrl: "http://[fd00::5]:8411" },
  { name: "no host", headers: {}, baseUrl: LAN },
  { name: "an empty host", headers: { host: "" }, baseUrl: LAN },
  ...[
    "evil.example/path",
    "user@evil.example",
    "evil.example?x",
    "evil.example#x",
    "evil.example\\x",
    "evil example",
    "evil.example:99999",
    "evil.example:0",
    "evil.example:",
    "evil.example:80:80",
    '"><script>',
    "<x>",
    "-evil.example",
    ".evil.example",
    "evil.example.",
    "ev%69l.example",
    "[::1",
    "[evil]:80",
    "a".repeat(256),
    "http://evil.example",
  ].map((host) => ({ name: `hostile host ${host.slice(0, 30)}`, headers: { host }, baseUrl: LAN })),
  { name: "localhost from the LAN", headers: { host: "localhost:8411" }, baseUrl: LAN },
  { name: "127.0.0.1 from the LAN", headers: { host: "127.0.0.1:8411" }, baseUrl: LAN },
  { name: "[::1] from the LAN", headers: { host: "[::1]:8411" }, baseUrl: LAN },
  { name: "0.0.0.0 from the LAN", headers: { host: "0.0.0.0:8411" }, baseUrl: LAN },
  {
    name: "localhost from here",
    headers: { host: "localhost:8411" },
    peer: "127.0.0.1",
    baseUrl: "http://localhost:8411",
  },
  {
    name: "no LAN address either",
    headers: {},
    server: { lanAddress: null },
    baseUrl: "http://127.0.0.1:8411",
  },
  {
    name: "an IPv6 LAN address",
    headers: {},
    server: { lanAddress: "fd00::5" },
    baseUrl: "http://[fd00::5]:8411",
  },
  {
    name: "public URL in place of no host",
    headers: {},
    server: { publicUrl: "https://tv.example/" },
    baseUrl: "https://tv.example",
  },
  {
    name: "the host before the public URL",
    headers: { host: "192.168.1.5:8411" },
    server: { publicUrl: "https://tv.example" },
    baseUrl: "http://192.168.1.5:8411",
  },
  {
    name: "the public URL's scheme for its own host",
    headers: { host: "TV.example" },
    server: { publicUrl: "https://tv.example/live" },
    baseUrl: "https://tv.example/live",
  },
  {
    name: "X-Forwarded-* from a stranger",
    headers: {
      host: "192.168.1.5:8411",
      "x-forwarded-host": "evil.example",
      "x-forwarded-proto": "https",
      "x-forwarded-for": "127.0.0.1",
    },
    baseUrl: "http://192.168.1.5:8411",
    address: "192.168.1.9",
  },
  {
    name: "X-Forwarded-* from a trusted proxy",
    headers: {
      host: "backend:8411",
      "x-forwarded-host": "tv.example, inner",
      "x-forwarded-proto": "https, http",
      "x-forwarded-for": "203.0.113.7",
    },
    peer: PROXY,
    server: { trustedProxies: ["10.0.0.0/8"] },
    baseUrl: "https://tv.example",
    address: "203.0.113.7",
  },
  {
    name: "a hostile X-Forwarded-Host through a trusted proxy",
    headers: { host: "tv.example", "x-forwarded-host": "evil.example/x", "x-forwarded-proto": "javascript" },
    peer: PROXY,
    server: { trustedProxies: [PROXY] },
    baseUrl: LAN,
    address: PROXY,
  },
  {
    name: "what a client wrote into X-Forwarded-For before the proxy added its own",
    headers: { "x-forwarded-for": "127.0.0.1, 203.0.113.7, 10.0.0.3" },
    peer: PROXY,
    server: { trustedProxies: ["10.0.0.0/8"] },
    address: "203.0.113.7",
  },
  {
    name: "nonsense in X-Forwarded-For",
    headers: { "x-forwarded-for": "127.0.0.1, nonsense" },
    peer: PROXY,
    server: { trustedProxies: [PROXY] },
    address: PROXY,
  },
  {
    name: "an IPv4 proxy in IPv6 clothes",
    headers: { "x-forwarded-for": "203.0.113.7" },
    peer: `::ffff:${PROXY}`,
    server: { trustedProxies: [PROXY] },
    address: "203.0.113.7",
  },
];

Deno.test({
  name: "identifyClient() believes only what it may",
  permissions: "none",
  async fn(t) {
    for (const { name, headers = {}, peer = "192.168.1.9", server, baseUrl, address } of CASES) {
      await t.step(name, () => {
        const client = identifyClient(new Headers(headers), peer, { ...SERVER, ...server });
        if (baseUrl !== undefined) strictEqual(client.baseUrl, baseUrl);
        if (address !== undefined) strictEqual(client.address, address);
      });
    }
  },
});

Deno.test({
  name: "identifyClient() hands out an origin, whatever the Host header is",
  permissions: "none",
  fn() {
    const host = fc.oneof(
      fc.string({ unit: "grapheme-ascii" }),
      fc.string({ unit: fc.constantFrom(..."ab.:-[]/@\\?#%1") }),
    );
    fc.assert(fc.property(host, (text) => {
      const { baseUrl } = identifyClient(new Headers({ host: text }), "192.168.1.9", SERVER);
      ok(URL.canParse(baseUrl), baseUrl);
      const { username, password, pathname, search, hash, protocol } = new URL(baseUrl);
      strictEqual([username, password, search, hash].join(""), "");
      strictEqual(pathname, "/");
      strictEqual(protocol, "http:");
    }));
  },
});
