import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import {
  aliveMessage,
  byebyeMessage,
  findSubjects,
  foundMessage,
  parseSearch,
  subjectsOf,
} from "../../src/hdhomerun/ssdp_message.ts";

const UDN = "0a1b2c3d-0000-4000-8000-000000000001";
const DEVICE = { udn: UDN, version: "0.1.0", bootId: 7 };
const TYPE = "urn:schemas-upnp-org:device:MediaServer:1";
const LOCATION = "http://192.168.1.20:8411/device.xml";

function search(...headers: string[]): string {
  return ["M-SEARCH * HTTP/1.1", ...headers, "", ""].join("\r\n");
}

const GROUP = "HOST: 239.255.255.250:1900";
const MAN = 'MAN: "ssdp:discover"';

Deno.test({
  name: "parseSearch() reads what may be answered, in any letters and with any spaces",
  permissions: "none",
  async fn(t) {
    const cases = [
      { name: "as written", text: search(GROUP, MAN, "MX: 3", "ST: ssdp:all"), want: ["ssdp:all", 3] },
      {
        name: "lower case",
        text: search("host:239.255.255.250:1900", 'man:"ssdp:discover"', "mx:1", "st:x"),
        want: ["x", 1],
      },
      { name: "lines ended by LF", text: search(MAN, "MX: 1", "ST: x").replaceAll("\r", ""), want: ["x", 1] },
      {
        name: "to us alone, without MX",
        text: search("HOST: 192.168.1.20:1900", MAN, "ST: x"),
        want: ["x", 0],
      },
      { name: "to everybody, without MX", text: search(GROUP, MAN, "ST: x"), want: null },
      { name: "an odd MX", text: search(GROUP, MAN, "MX: soon", "ST: x"), want: null },
      { name: "a negative MX", text: search(GROUP, MAN, "MX: -1", "ST: x"), want: null },
      { name: "no MAN", text: search(GROUP, "MX: 1", "ST: x"), want: null },
      { name: "MAN without quotes", text: search(GROUP, "MAN: ssdp:discover", "MX: 1", "ST: x"), want: null },
      { name: "no ST", text: search(GROUP, MAN, "MX: 1"), want: null },
      { name: "an empty ST", text: search(GROUP, MAN, "MX: 1", "ST:"), want: null },
      {
        name: "an announcement",
        text: search(MAN, "MX: 1", "ST: x").replace("M-SEARCH", "NOTIFY"),
        want: null,
      },
      { name: "nothing", text: "", want: null },
    ];
    for (const { name, text, want } of cases) {
      await t.step(name, () => {
        const found = parseSearch(text);
        deepStrictEqual(found && [found.target, found.spreadS], want);
      });
    }
  },
});

Deno.test({
  name: "findSubjects(): each of the three by its name, all of them together, nothing else",
  permissions: "none",
  async fn(t) {
    const cases = [
      { target: "upnp:rootdevice", want: [`uuid:${UDN}::upnp:rootdevice`] },
      { target: `uuid:${UDN}`, want: [`uuid:${UDN}`] },
      { target: `uuid:${UDN.toUpperCase()}`, want: [`uuid:${UDN}`] },
      { target: TYPE, want: [`uuid:${UDN}::${TYPE}`] },
      { target: "ssdp:all", want: subjectsOf(DEVICE).map(({ usn }) => usn) },
      { target: TYPE.replace(":1", ":2"), want: [] },
      { target: "uuid:0a1b2c3d-0000-4000-8000-000000000002", want: [] },
      { target: "UPNP:ROOTDEVICE", want: [] },
      { target: "urn:none:device:Nope:1", want: [] },
    ];
    for (const { target, want } of cases) {
      await t.step(target, () => {
        const found = findSubjects({ target, spreadS: 1 }, DEVICE);
        deepStrictEqual(found.map(({ usn }) => usn), want);
        if (target !== "ssdp:all") ok(found.every((subject) => subject.target === target));
      });
    }
  },
});

Deno.test({
  name: "messages have every header clients look for, CRLF, and an empty line at their end",
  permissions: "none",
  fn() {
    const [root] = subjectsOf(DEVICE);
    ok(root);
    strictEqual(
      foundMessage(root, DEVICE, LOCATION),
      "HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nEXT:\r\n" +
        `LOCATION: ${LOCATION}\r\nSERVER: OS/1 UPnP/1.1 exstreamtv/0.1.0\r\n` +
        `ST: upnp:rootdevice\r\nUSN: uuid:${UDN}::upnp:rootdevice\r\n` +
        "BOOTID.UPNP.ORG: 7\r\nCONFIGID.UPNP.ORG: 1\r\n\r\n",
    );
    strictEqual(
      aliveMessage(root, DEVICE, LOCATION),
      "NOTIFY * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nCACHE-CONTROL: max-age=1800\r\n" +
        `LOCATION: ${LOCATION}\r\nNT: upnp:rootdevice\r\nNTS: ssdp:alive\r\n` +
        `SERVER: OS/1 UPnP/1.1 exstreamtv/0.1.0\r\nUSN: uuid:${UDN}::upnp:rootdevice\r\n` +
        "BOOTID.UPNP.ORG: 7\r\nCONFIGID.UPNP.ORG: 1\r\n\r\n",
    );
    match(byebyeMessage(root, DEVICE), /^NOTIFY \* HTTP\/1\.1\r\n.*NTS: ssdp:byebye\r\n.*\r\n\r\n$/s);
  },
});
