import type { Rng } from "../rng.ts";
import { deriveDeviceId } from "./device_id.ts";

const AUTH_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** Clients expect exactly this many characters of `DeviceAuth`. */
const AUTH_LENGTH = 24;

/** What makes this installation one device for ever; made at the first start and kept in the store. */
export interface DeviceIdentity {
  /** Eight hex digits with a right checksum. */
  readonly deviceId: string;
  /** 24 letters and digits. */
  readonly deviceAuth: string;
  /** UUID of the UPnP device, without `uuid:` before it; the same in device.xml and SSDP. */
  readonly udn: string;
}

/**
 * Makes a new identity.
 *
 * @param rng Should be unpredictable outside of tests, or two installations may meet on one network.
 */
export function createIdentity(rng: Rng): DeviceIdentity {
  return { deviceId: deriveDeviceId(rng), deviceAuth: createDeviceAuth(rng), udn: createUdn(rng) };
}

function createDeviceAuth(rng: Rng): string {
  let auth = "";
  while (auth.length < AUTH_LENGTH) auth += AUTH_ALPHABET.charAt(Math.floor(rng() * AUTH_ALPHABET.length));
  return auth;
}

/** A random UUID: RFC 9562 §5.4, version 4 in digit 12, variant 10 in the top bits of digit 16. */
function createUdn(rng: Rng): string {
  const digit = (below: number) => Math.floor(rng() * below);
  const digits = Array.from({ length: 32 }, () => digit(16).toString(16));
  digits[12] = "4";
  digits[16] = (8 + digit(4)).toString(16);
  const hex = digits.join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
