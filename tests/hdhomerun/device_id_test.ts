import { deepStrictEqual, match, notStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { InvariantError } from "../../src/invariant.ts";
import { seededRng } from "../../src/rng.ts";
import {
  chooseDeviceId,
  deriveDeviceId,
  fixChecksum,
  isValidDeviceId,
} from "../../src/hdhomerun/device_id.ts";
import { createIdentity } from "../../src/hdhomerun/identity.ts";

const HEX = fc.stringMatching(/^[0-9A-F]{8}$/);

Deno.test({
  name: "isValidDeviceId() agrees with libhdhomerun on ids it was asked about",
  permissions: "none",
  async fn(t) {
    const cases = [
      { id: "E5E17005", want: true },
      { id: "E5E17401", want: true },
      { id: "E5E12001", want: true },
      { id: "05E17001", want: true },
      { id: "E5E17001", want: false },
      { id: "e5e17005", want: false },
      { id: "E5E1700", want: false },
      { id: "E5E170055", want: false },
      { id: "E5E1700G", want: false },
      { id: "", want: false },
    ];
    for (const { id, want } of cases) {
      await t.step(`${id} ${want}`, () => strictEqual(isValidDeviceId(id), want));
    }
  },
});

Deno.test({
  name: "fixChecksum() finds the one right last digit",
  permissions: "none",
  fn() {
    strictEqual(fixChecksum("E5E17001"), "E5E17005");
    throws(() => fixChecksum("Tunarr"), InvariantError);
    fc.assert(fc.property(HEX, (id) => {
      const fixed = fixChecksum(id);
      ok(isValidDeviceId(fixed));
      strictEqual(fixed.slice(0, 7), id.slice(0, 7));
      strictEqual(
        [..."0123456789ABCDEF"].filter((digit) => isValidDeviceId(id.slice(0, 7) + digit)).length,
        1,
      );
    }));
  },
});

Deno.test({
  name: "isValidDeviceId() notices any single changed digit",
  permissions: "none",
  fn() {
    fc.assert(fc.property(HEX, fc.nat(7), fc.integer({ min: 1, max: 15 }), (id, position, shift) => {
      const fixed = fixChecksum(id);
      const digit = (Number.parseInt(fixed.charAt(position), 16) + shift) % 16;
      const changed = fixed.slice(0, position) + digit.toString(16).toUpperCase() + fixed.slice(position + 1);
      ok(!isValidDeviceId(changed));
    }));
  },
});

Deno.test({
  name: "createIdentity() makes a valid, repeatable identity that differs between installations",
  permissions: "none",
  fn() {
    fc.assert(fc.property(fc.string(), (seed) => {
      const identity = createIdentity(seededRng(seed));
      ok(isValidDeviceId(identity.deviceId));
      match(identity.deviceId, /^1/);
      match(identity.deviceAuth, /^[A-Za-z0-9]{24}$/);
      match(identity.udn, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      deepStrictEqual(createIdentity(seededRng(seed)), identity);
      notStrictEqual(createIdentity(seededRng(`${seed}!`)).udn, identity.udn);
    }));
    strictEqual(deriveDeviceId(() => 0.999999).length, 8);
  },
});

Deno.test({
  name: "chooseDeviceId() follows the configuration as far as it can",
  permissions: "none",
  async fn(t) {
    const cases = [
      { configured: "auto", deviceId: "10AA5474", warning: null },
      { configured: "AUTO", deviceId: "10AA5474", warning: null },
      { configured: "e5e17005", deviceId: "E5E17005", warning: null },
      {
        configured: "E5E17001",
        deviceId: "E5E17001",
        warning:
          "hdhomerun.device_id E5E17001 has a wrong checksum: clients that look a device up by its id " +
          "refuse it; E5E17005 would be right",
      },
      {
        configured: "Tunarr",
        deviceId: "E5E17001",
        warning: 'Cannot use hdhomerun.device_id "Tunarr": it is not 8 hex digits; E5E17001 is used',
      },
      {
        configured: "",
        deviceId: "E5E17001",
        warning: 'Cannot use hdhomerun.device_id "": it is not 8 hex digits; E5E17001 is used',
      },
    ];
    for (const { configured, ...want } of cases) {
      await t.step(
        JSON.stringify(configured),
        () => deepStrictEqual(chooseDeviceId(configured, "10AA5474"), want),
      );
    }
  },
});
