import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { baseUrls } from "./home.ts";

const SHORT = "http://tv.example.org:8411";
const LONG = "https://television.example.org:8411";

Deno.test({
  name: "BaseUrls: the address on the asker's network, or what is configured",
  permissions: "none",
  async fn(t) {
    const cases = [
      { more: {}, remote: "192.168.1.9", want: "http://192.168.1.20:8411" },
      { more: { host: "::" }, remote: "203.0.113.9", want: "http://203.0.113.20:8411" },
      { more: { host: "192.168.1.20" }, remote: "203.0.113.9", want: "http://192.168.1.20:8411" },
      { more: { host: "fd00::2" }, remote: "192.168.1.9", want: "http://[fd00::2]:8411" },
      { more: { publicUrl: LONG }, remote: "192.168.1.9", want: LONG },
      { more: { interfaces: () => [] }, remote: "192.168.1.9", want: null },
    ];
    for (const { more, remote, want } of cases) {
      await t.step(`${JSON.stringify(more)} for ${remote}`, () => {
        strictEqual(baseUrls(more).forPeer(remote), want);
      });
    }
  },
});

Deno.test({
  name: "BaseUrls: where more than 28 characters are dropped, the plain address takes their place",
  permissions: "none",
  fn() {
    strictEqual(baseUrls({ publicUrl: SHORT }).shortForPeer("192.168.1.9"), SHORT);
    strictEqual(baseUrls({ publicUrl: LONG }).shortForPeer("192.168.1.9"), "http://192.168.1.20:8411");
    strictEqual("http://255.255.255.255:65535".length, 28);
  },
});

Deno.test({
  name: "BaseUrls: a program for its own machine only listens and speaks there only",
  permissions: "none",
  fn() {
    const here = baseUrls({ host: "127.0.0.1" });
    strictEqual(here.listenAddress, "127.0.0.1");
    deepStrictEqual(here.served().map(({ name }) => name), ["lo"]);
    strictEqual(baseUrls({ host: "192.168.1.20" }).listenAddress, "0.0.0.0");
  },
});
