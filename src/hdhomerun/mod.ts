/**
 * What makes the program look like an HDHomeRun: its identity, its documents and its tuners.
 *
 * @module
 */
export {
  chooseDeviceId,
  type ChosenDeviceId,
  deriveDeviceId,
  fixChecksum,
  isValidDeviceId,
} from "./device_id.ts";
export { createIdentity, type DeviceIdentity } from "./identity.ts";
export {
  type DeviceDescription,
  deviceXml,
  type DiscoverDocument,
  discoverDocument,
  LINEUP_STATUS,
  statusDocument,
  type TunerStatus,
} from "./documents.ts";
export { lineup, type LineupEntry, lineupM3u, lineupXml } from "./lineup.ts";
export { type TunerLease, Tuners, type TunersOptions, type TunerWish } from "./tuners.ts";
