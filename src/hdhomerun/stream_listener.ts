import type { Endpoint } from "./datagram.ts";

/** One TCP connection; disposing closes it. */
export interface StreamConnection extends Disposable {
  /** The client. */
  readonly from: Endpoint;
  /**
   * Reads what came.
   *
   * @param buffer Where to.
   * @returns How many bytes; null once the client or we have closed it.
   */
  read(buffer: Uint8Array): Promise<number | null>;
  /**
   * Writes all of it, in one piece where the network lets it.
   *
   * @throws {Error} If the connection is gone.
   */
  write(bytes: Uint8Array): Promise<void>;
}

/** A TCP port that takes connections; disposing closes it, but none of its connections. */
export interface StreamListener extends Disposable {
  /** The next connection; null once the port is closed. */
  accept(): Promise<StreamConnection | null>;
}

/**
 * The seam for TCP: opens a port of ours.
 *
 * @throws {Error} If it is taken or not permitted.
 */
export type ListenStream = (at: Endpoint) => StreamListener;

/** TCP by Deno; see {@link ListenStream}. */
export function listenStream({ address, port }: Endpoint): StreamListener {
  const listener = Deno.listen({ hostname: address, port });
  let isOpen = true;
  return {
    async accept() {
      try {
        return connectionOf(await listener.accept());
      } catch (thrown) {
        if (!isOpen) return null;
        throw thrown;
      }
    },
    [Symbol.dispose]() {
      if (isOpen) listener.close();
      isOpen = false;
    },
  };
}

function connectionOf(connection: Deno.TcpConn): StreamConnection {
  let isOpen = true;
  const { hostname, port } = connection.remoteAddr;
  return {
    from: { address: hostname, port },
    async read(buffer) {
      try {
        return await connection.read(buffer);
      } catch (thrown) {
        // A client that crashed resets the connection: its end, like any other.
        if (!isOpen || thrown instanceof Deno.errors.ConnectionReset) return null;
        throw thrown;
      }
    },
    async write(bytes) {
      for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
    },
    [Symbol.dispose]() {
      if (isOpen) connection.close();
      isOpen = false;
    },
  };
}
