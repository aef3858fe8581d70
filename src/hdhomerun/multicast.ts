import { createSocket } from "node:dgram";
import { messageOf } from "../fault.ts";
import type { Datagram, Endpoint } from "./datagram.ts";

/** How a socket of a group is opened. */
export interface MulticastOptions {
  /** The address it is bound to, and its port; 0 for any. */
  readonly at: Endpoint;
  /** Address of the interface its multicasts leave by; null for one that only sends to single hosts. */
  readonly leavesBy: string | null;
  /** Receives datagrams. */
  readonly onDatagram: (datagram: Datagram) => void;
  /** Called at most once, when the socket broke; it is closed then. */
  readonly onBroken: (reason: Error) => void;
}

/** An open UDP socket that speaks with groups; disposing closes it. */
export interface MulticastSocket extends Disposable {
  /**
   * Listens to a group.
   *
   * @param group Its address.
   * @param own Address of the interface to listen on.
   * @returns Why it cannot, or need not because it does already; null if it does now.
   */
  join(group: string, own: string): string | null;
  /**
   * Sends one datagram.
   *
   * @throws {Error} If the network or our permissions do not let it out.
   */
  send(bytes: Uint8Array, to: Endpoint): Promise<void>;
}

/**
 * The seam for multicast: opens a socket whose port others may share.
 *
 * @throws {Error} If the port is taken or not permitted.
 */
export type OpenMulticast = (options: MulticastOptions) => Promise<MulticastSocket>;

/** Hops an announcement may take (UPnP Device Architecture 1.1, §1.1.2). */
const HOPS = 2;
/** Longer than any search. */
const SEARCH_BYTES_MAX = 2_048;

/** Multicast by Node's sockets, because Deno's own cannot choose the interface; see {@link OpenMulticast}. */
export async function openMulticast(
  { at, leavesBy, onDatagram, onBroken }: MulticastOptions,
): Promise<MulticastSocket> {
  // Node's socket throws outside of its events where it is not permitted, and takes the program with it.
  const host = `${at.address}:${at.port}`;
  const { state } = await Deno.permissions.query({ name: "net", host });
  if (state !== "granted") throw new Deno.errors.NotCapable(`Requires net access to "${host}"`);

  const socket = createSocket({ type: "udp4", reuseAddr: true });
  let isOpen = true;
  const close = () => {
    if (isOpen) socket.close();
    isOpen = false;
  };
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind({ address: at.address, port: at.port }, resolve);
    });
    if (leavesBy !== null) {
      socket.setMulticastInterface(leavesBy);
      socket.setMulticastTTL(HOPS);
    }
  } catch (thrown) {
    await new Promise<void>((resolve) => {
      socket.once("close", resolve);
      close();
    });
    throw thrown;
  }
  socket.on("error", (reason) => {
    if (isOpen) onBroken(reason);
    close();
  });
  socket.on("message", (bytes, { address, port }) => {
    if (bytes.length <= SEARCH_BYTES_MAX) onDatagram({ bytes, from: { address, port } });
  });
  return {
    join(group, own) {
      try {
        socket.addMembership(group, own);
        return null;
      } catch (thrown) {
        return messageOf(thrown);
      }
    },
    send: (bytes, to) =>
      new Promise((resolve, reject) => {
        if (!isOpen) return reject(new Error("Cannot send: the socket is closed"));
        socket.send(bytes, to.port, to.address, (error) => error ? reject(error) : resolve());
      }),
    [Symbol.dispose]: close,
  };
}
