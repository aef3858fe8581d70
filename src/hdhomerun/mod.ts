/**
 * What makes the program look like an HDHomeRun: its identity, its documents, its tuners and its ports.
 *
 * @module
 */
export { chooseDeviceId, type ChosenDeviceId } from "./device_id.ts";
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
export {
  startTunerNetwork,
  type TunerNetworkOptions,
  type TunerNetworkParts,
  type TunerSockets,
} from "./tuner_network.ts";
export { type NetworkAddress } from "./addresses.ts";
export { type Whereabouts } from "./base_urls.ts";
export {
  type Datagram,
  type DatagramSocket,
  type Endpoint,
  type OpenDatagram,
  openDatagram,
} from "./datagram.ts";
export {
  type MulticastOptions,
  type MulticastSocket,
  type OpenMulticast,
  openMulticast,
} from "./multicast.ts";
export {
  type ListenStream,
  listenStream,
  type StreamConnection,
  type StreamListener,
} from "./stream_listener.ts";
