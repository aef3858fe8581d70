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
export { isNeighbour, isPrivate, lanAddresses, type NetworkAddress } from "./addresses.ts";
export { BaseUrls, type Whereabouts } from "./base_urls.ts";
export {
  type Datagram,
  type DatagramSocket,
  type Endpoint,
  type OpenDatagram,
  openDatagram,
} from "./datagram.ts";
export { type DiscoveredDevice, type DiscoveryParts, HDHOMERUN_PORT, startDiscovery } from "./discovery.ts";
export { type DiscoveryReply } from "./discovery_packet.ts";
export { type ControlOptions, type ControlParts, startControl } from "./control.ts";
export { type ControlTunerParts } from "./control_tuner.ts";
export { type PortParts } from "./patient_port.ts";
export {
  type ListenStream,
  listenStream,
  type StreamConnection,
  type StreamListener,
} from "./stream_listener.ts";
export { type SsdpParts, startSsdp } from "./ssdp.ts";
export { type SsdpDevice } from "./ssdp_message.ts";
export {
  type MulticastOptions,
  type MulticastSocket,
  type OpenMulticast,
  openMulticast,
} from "./multicast.ts";
export {
  startTunerNetwork,
  type TunerNetworkOptions,
  type TunerNetworkParts,
  type TunerSockets,
} from "./tuner_network.ts";
