import type { Rng } from "../rng.ts";
import { invariant } from "../invariant.ts";

/** What a digit counts at an even position, from the left; at an odd one it counts as itself. */
const EVEN_POSITION_VALUES = [10, 5, 15, 6, 7, 12, 1, 11, 9, 2, 8, 13, 4, 3, 14, 0];
const EIGHT_HEX_DIGITS = /^[0-9A-F]{8}$/;
/** The id that stands in for one that is none. */
const FALLBACK_DEVICE_ID = "E5E17001";

/** An id to use, and what an operator should know about it. */
export interface ChosenDeviceId {
  /** Eight hex digits, upper case. */
  readonly deviceId: string;
  /** A sentence for the log, or null when there is nothing to say. */
  readonly warning: string | null;
}

/**
 * Decides which device id to announce.
 *
 * @param configured `hdhomerun.device_id`: `auto` or eight hex digits.
 * @param storedId The id made at the first start, for `auto`.
 */
export function chooseDeviceId(configured: string, storedId: string): ChosenDeviceId {
  if (configured.toLowerCase() === "auto") return { deviceId: storedId, warning: null };
  const deviceId = configured.toUpperCase();
  if (!EIGHT_HEX_DIGITS.test(deviceId)) {
    return {
      deviceId: FALLBACK_DEVICE_ID,
      warning: `Cannot use hdhomerun.device_id ${JSON.stringify(configured)}: it is not 8 hex digits; ` +
        `${FALLBACK_DEVICE_ID} is used`,
    };
  }
  if (isValidDeviceId(deviceId)) return { deviceId, warning: null };
  return {
    deviceId,
    warning:
      `hdhomerun.device_id ${deviceId} has a wrong checksum: clients that look a device up by its id ` +
      `refuse it; ${fixChecksum(deviceId)} would be right`,
  };
}

/** Whether an id is eight upper-case hex digits whose checksum is right, as libhdhomerun demands. */
export function isValidDeviceId(deviceId: string): boolean {
  return EIGHT_HEX_DIGITS.test(deviceId) && checksum(deviceId) === 0;
}

/**
 * The id with its last digit changed so that the checksum is right.
 *
 * @param deviceId Eight hex digits, upper case.
 * @throws {InvariantError} If it is anything else.
 */
export function fixChecksum(deviceId: string): string {
  invariant(
    EIGHT_HEX_DIGITS.test(deviceId),
    `Cannot fix the checksum of ${deviceId}: it is not 8 hex digits`,
  );
  const start = deviceId.slice(0, 7);
  return start + checksum(`${start}0`).toString(16).toUpperCase();
}

/** Makes a valid id; once per installation, because clients know a device by it. */
export function deriveDeviceId(rng: Rng): string {
  // Real tuners begin with 1; nobody lists ids that begin with 0.
  let digits = "1";
  while (digits.length < 8) digits += Math.floor(rng() * 16).toString(16);
  return fixChecksum(digits.toUpperCase());
}

function checksum(deviceId: string): number {
  let sum = 0;
  for (let position = 0; position < deviceId.length; position++) {
    const digit = Number.parseInt(deviceId.charAt(position), 16);
    sum ^= position % 2 === 0 ? EVEN_POSITION_VALUES[digit] ?? 0 : digit;
  }
  return sum;
}
