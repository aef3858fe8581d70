import { messageOf } from "../fault.ts";
import { ownAddressFor } from "./addresses.ts";
import type { BaseUrls } from "./base_urls.ts";
import type { Datagram, DatagramSocket, OpenDatagram } from "./datagram.ts";
import {
  type DiscoveryReply,
  encodeDiscoveryReply,
  isSought,
  parseDiscoveryRequest,
} from "./discovery_packet.ts";
import { Neighbours } from "./neighbours.ts";
import { keepOpen, type PortParts } from "./patient_port.ts";
import { SourceRate } from "./source_rate.ts";
import { WallWarnings } from "./wall_warnings.ts";

/** The port of discovery and control alike. */
export const HDHOMERUN_PORT = 65_001;

/** What discovery is made of. */
export interface DiscoveryParts extends PortParts {
  /** Opens sockets. */
  readonly openDatagram: OpenDatagram;
  /** Where we are, by who asks. */
  readonly baseUrls: BaseUrls;
}

/** What is said of the device, beside where it is. */
export type DiscoveredDevice = Omit<DiscoveryReply, "baseUrl">;

/**
 * Answers clients that look for tuners on UDP port 65001, and nobody else.
 *
 * @param parts Sockets, addresses, clock and log.
 * @param device What is said of the device.
 * @param port Another port, for tests.
 * @returns Ends it when disposed.
 */
export function startDiscovery(
  parts: DiscoveryParts,
  device: DiscoveredDevice,
  port: number = HDHOMERUN_PORT,
): AsyncDisposable {
  const name = "HDHomeRun discovery";
  const asked: Asked = {
    neighbours: new Neighbours(parts.clock, () => parts.baseUrls.served()),
    rate: new SourceRate(parts.clock),
  };
  const warnings = new WallWarnings(name, parts.log);
  return keepOpen({
    name,
    port: `UDP ${port}`,
    open: () => parts.openDatagram({ address: parts.baseUrls.listenAddress, port }),
    serve: (socket) =>
      serve(socket, (datagram) => answerTo(datagram, asked, parts, device), { ...parts, warnings }),
  }, parts);
}

/** Who may ask, and how often. */
interface Asked {
  readonly neighbours: Neighbours;
  readonly rate: SourceRate;
}

async function serve(
  socket: DatagramSocket,
  answer: (datagram: Datagram) => Uint8Array | null,
  { log, baseUrls, warnings }: DiscoveryParts & { readonly warnings: WallWarnings },
): Promise<void> {
  for (;;) {
    const datagram = await socket.receive();
    if (datagram === null) return;
    const reply = answer(datagram);
    if (reply === null) continue;
    const { address } = datagram.from;
    try {
      await socket.send(reply, datagram.from);
    } catch (thrown) {
      const own = baseUrls.served();
      if (warnings.tell(thrown, ownAddressFor(address, own) ?? address, own)) continue;
      // Whoever asked is gone or out of reach: no matter of the next one's.
      log.debug("Discovery: cannot answer", { to: address, reason: messageOf(thrown) });
    }
  }
}

/** The answer to a datagram; null for what is not ours, is damaged, or comes from afar or too often. */
function answerTo(
  { bytes, from }: Datagram,
  { neighbours, rate }: Asked,
  { baseUrls }: DiscoveryParts,
  device: DiscoveredDevice,
): Uint8Array | null {
  const request = parseDiscoveryRequest(bytes);
  if (request === null || !isSought(request, device.deviceId)) return null;
  // A stranger's address may be forged, to turn our answers on somebody, or to use up those of neighbours.
  if (!neighbours.has(from.address) || !rate.admits(from.address)) return null;
  const baseUrl = baseUrls.shortForPeer(from.address);
  return baseUrl === null ? null : encodeDiscoveryReply({ ...device, baseUrl });
}
