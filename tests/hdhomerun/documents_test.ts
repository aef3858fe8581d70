import { deepStrictEqual, doesNotThrow, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { type Channel, NO_INPUTS, PLAIN_GUIDE } from "../../src/channel.ts";
import {
  type DeviceDescription,
  deviceXml,
  discoverDocument,
  LINEUP_STATUS,
  statusDocument,
} from "../../src/hdhomerun/documents.ts";
import { lineup, lineupM3u, lineupXml } from "../../src/hdhomerun/lineup.ts";

const BASE = "http://192.168.1.5:8411";
const DEVICE: DeviceDescription = {
  deviceId: "E5E17005",
  deviceAuth: "abcdefghijklmnopqrstuvwx",
  udn: "0a1b2c3d-0000-4000-8000-000000000001",
  friendlyName: "EXStreamTV",
  tunerCount: 4,
};

function channel(number: string, name: string): Channel {
  return {
    id: `id-${number}`,
    number,
    name,
    guideId: `c${number.replace(".", "-")}.exstreamtv.local`,
    group: "TV",
    isEnabled: true,
    lifecycle: "continuous",
    profile: "default",
    schedule: null,
    inputs: NO_INPUTS,
    guide: PLAIN_GUIDE,
  };
}

/** Element texts by name, in order; throws where the XML is not well-formed. */
function parse(xml: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const open: { name: string; text: string }[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name }) => open.push({ name, text: "" }));
  parser.on("text", (text) => {
    const element = open.at(-1);
    if (element) element.text += text;
  });
  parser.on("closetag", () => {
    const element = open.pop();
    if (element) found.set(element.name, [...found.get(element.name) ?? [], element.text]);
  });
  parser.write(xml).close();
  return found;
}

Deno.test({
  name: "discoverDocument() has every field of the contract and nothing else",
  permissions: "none",
  fn() {
    deepStrictEqual(discoverDocument(DEVICE, BASE), {
      FriendlyName: "EXStreamTV",
      Manufacturer: "EXStreamTV",
      ModelNumber: "HDHR5-4US",
      FirmwareName: "exstreamtv",
      FirmwareVersion: "20260101",
      DeviceID: "E5E17005",
      DeviceAuth: "abcdefghijklmnopqrstuvwx",
      BaseURL: BASE,
      LineupURL: `${BASE}/lineup.json`,
      GuideURL: `${BASE}/xmltv.xml`,
      TunerCount: 4,
    });
    deepStrictEqual(LINEUP_STATUS, {
      ScanInProgress: 0,
      ScanPossible: 1,
      Source: "Cable",
      SourceList: ["Cable"],
    });
  },
});

Deno.test({
  name: "lineup() orders by number part by part and leaves its argument alone",
  permissions: "none",
  fn() {
    const channels = ["10", "7.10", "2", "7.2", "7", "7.1"].map((number) => channel(number, `C${number}`));
    deepStrictEqual(
      lineup(channels, BASE).map(({ GuideNumber }) => GuideNumber),
      ["2", "7", "7.1", "7.2", "7.10", "10"],
    );
    strictEqual(channels[0]?.number, "10");
    deepStrictEqual(lineup([channel("7.10", "Bars & Tone")], BASE), [{
      GuideNumber: "7.10",
      GuideName: "Bars & Tone",
      URL: `${BASE}/auto/v7.10`,
      HD: 1,
      VideoCodec: "H264",
      AudioCodec: "AAC",
    }]);
  },
});

Deno.test({
  name: "lineupM3u() keeps one channel on two lines, whatever its name",
  permissions: "none",
  fn() {
    strictEqual(
      lineupM3u(lineup([channel("1", 'The "Best"\r\nTV')], BASE)),
      `#EXTM3U\n#EXTINF:-1 channel-id="1" channel-number="1" tvg-name="The Best TV",1 The Best TV\n${BASE}/auto/v1\n`,
    );
    fc.assert(fc.property(fc.string({ unit: "binary", minLength: 1 }), (name) => {
      const lines = lineupM3u(lineup([channel("1", name)], BASE)).split("\n");
      strictEqual(lines.length, 4);
      ok(!lines.some((line) => line.includes("\r")));
      strictEqual(lines[1]?.split('"').length, 7);
    }));
  },
});

Deno.test({
  name: "lineupXml() and deviceXml() are well-formed and keep every printable name",
  permissions: "none",
  fn() {
    const names = fc.string({ unit: fc.constantFrom(..."ab <>&\"'é😀]") });
    fc.assert(fc.property(names, (name) => {
      deepStrictEqual(parse(lineupXml(lineup([channel("1", name)], BASE))).get("GuideName"), [name]);
      deepStrictEqual(parse(deviceXml({ ...DEVICE, friendlyName: name }, BASE)).get("friendlyName"), [name]);
    }));
    fc.assert(fc.property(fc.string({ unit: "binary" }), (name) => {
      doesNotThrow(() => parse(lineupXml(lineup([channel("1", name)], BASE))));
      doesNotThrow(() => parse(deviceXml({ ...DEVICE, friendlyName: name }, BASE)));
    }));
  },
});

Deno.test({
  name: "deviceXml() describes a media server whose UDN is the one SSDP tells",
  permissions: "none",
  fn() {
    const found = parse(deviceXml(DEVICE, BASE));
    const values = Object.fromEntries([...found].map(([name, [text]]) => [name, text?.trim()]));
    strictEqual(values["UDN"], "uuid:0a1b2c3d-0000-4000-8000-000000000001");
    strictEqual(values["deviceType"], "urn:schemas-upnp-org:device:MediaServer:1");
    strictEqual(values["URLBase"], BASE);
    strictEqual(values["modelNumber"], "HDHR5-4US");
    strictEqual(values["serialNumber"], "E5E17005");
    strictEqual(values["major"], "1");
    ok(deviceXml(DEVICE, BASE).includes('<root xmlns="urn:schemas-upnp-org:device-1-0">'));
  },
});

Deno.test({
  name: "statusDocument() tells idle, lingering and watched tuners apart",
  permissions: "none",
  fn() {
    const levels = { SignalStrengthPercent: 100, SignalQualityPercent: 100, SymbolQualityPercent: 100 };
    deepStrictEqual(
      statusDocument([
        { index: 0, channelId: "id-7.1", address: "192.168.1.9" },
        { index: 1, channelId: "id-2", address: null },
        { index: 2, channelId: null, address: null },
        { index: 3, channelId: "id-gone", address: null },
      ], [channel("7.1", "Bars"), channel("2", "Two")]),
      [
        { Resource: "tuner0", VctNumber: "7.1", VctName: "Bars", ...levels, TargetIP: "192.168.1.9" },
        { Resource: "tuner1", VctNumber: "2", VctName: "Two", ...levels },
        { Resource: "tuner2" },
        { Resource: "tuner3" },
      ],
    );
  },
});
