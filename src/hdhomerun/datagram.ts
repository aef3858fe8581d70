/** One end of a way through the network. */
export interface Endpoint {
  /** An IP address. */
  readonly address: string;
  /** A port. */
  readonly port: number;
}

/** What came, and from whom. */
export interface Datagram {
  /** Its bytes; one that is longer than anything we understand is cut. */
  readonly bytes: Uint8Array;
  /** The sender. */
  readonly from: Endpoint;
}

/** An open UDP socket; disposing closes it. */
export interface DatagramSocket extends Disposable {
  /** The next datagram; null once the socket is closed. */
  receive(): Promise<Datagram | null>;
  /**
   * Sends one datagram.
   *
   * @throws {Error} If the network or our permissions do not let it out.
   */
  send(bytes: Uint8Array, to: Endpoint): Promise<void>;
}

/**
 * The seam for UDP: opens a socket on an address and a port of ours.
 *
 * @throws {Error} If the port is taken or not permitted.
 */
export type OpenDatagram = (at: Endpoint) => DatagramSocket;

/** Longer than every packet we know, so that whatever fills it is none. */
const RECEIVE_BYTES = 2_048;

/**
 * UDP by Deno; see {@link OpenDatagram}. It needs the unstable feature `net`.
 */
export function openDatagram({ address, port }: Endpoint): DatagramSocket {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: address, port });
  let isOpen = true;
  const buffer = new Uint8Array(RECEIVE_BYTES);
  return {
    async receive() {
      try {
        const [bytes, from] = await socket.receive(buffer);
        return { bytes, from: endpointOf(from) };
      } catch (thrown) {
        if (!isOpen) return null;
        throw thrown;
      }
    },
    async send(bytes, to) {
      await socket.send(bytes, { transport: "udp", hostname: to.address, port: to.port });
    },
    [Symbol.dispose]() {
      if (isOpen) socket.close();
      isOpen = false;
    },
  };
}

function endpointOf(address: Deno.Addr): Endpoint {
  return "hostname" in address ? { address: address.hostname, port: address.port } : { address: "", port: 0 };
}
