import { ok, strictEqual } from "node:assert/strict";
import { parseGetSet, Unpacker } from "../../src/hdhomerun/control_packet.ts";
import { isSought, parseDiscoveryRequest } from "../../src/hdhomerun/discovery_packet.ts";
import { findSubjects, parseSearch } from "../../src/hdhomerun/ssdp_message.ts";
import { seededRng } from "../../src/rng.ts";
import { assault } from "../fakes/assaulted_device.ts";
import { Malformed } from "../fakes/malformed.ts";

const DEVICE = { udn: "0a1b2c3d-0000-4000-8000-000000000001", version: "0", bootId: 1 };

Deno.test({
  name: "20,000 malformed packets: no parser throws, and none takes one for a wish",
  permissions: "none",
  fn() {
    const malformed = new Malformed(seededRng("parsers"));
    for (let made = 0; made < 20_000; made++) {
      const bytes = malformed.packet();
      const request = parseDiscoveryRequest(bytes);
      ok(request === null || !isSought(request, "E5E17005"), `${made}`);
      const { packets } = new Unpacker().push(bytes);
      strictEqual(packets.every((packet) => parseGetSet(packet) === null), true, `${made}`);
      const search = parseSearch(new TextDecoder().decode(malformed.search()));
      ok(search === null || findSubjects(search, DEVICE).length === 0, `${made}`);
    }
  },
});

Deno.test({
  name:
    "20,000 malformed datagrams and 5,000 TCP frames: no answer, nothing left over, clients served in between",
  permissions: "none",
  fn: () => assault("quick", { datagrams: 20_000, frames: 5_000 }),
});
