import { deepStrictEqual, rejects, strictEqual, throws } from "node:assert/strict";
import { type ListenStream, listenStream } from "../../src/hdhomerun/stream_listener.ts";
import { FakeNetwork } from "../fakes/fake_network.ts";

/** A client, as far as the contract needs it. */
interface Client {
  send(bytes: Uint8Array): Promise<unknown> | void;
  leave(): void;
}

/** A maker of TCP ports, and of clients to try it with. */
interface Maker {
  readonly listen: ListenStream;
  readonly port: number;
  connect(port: number): Promise<Client> | Client;
}

/** What every maker of TCP ports must do. */
function contract(name: string, make: () => Maker): void {
  Deno.test(`${name}: what a client sends is read in order, until it leaves`, async () => {
    const { listen, port, connect } = make();
    using listener = listen({ address: "127.0.0.1", port });
    const client = await connect(port);
    using connection = await listener.accept();
    strictEqual(connection?.from.address, "127.0.0.1");
    await client.send(Uint8Array.of(1, 2, 3));
    const buffer = new Uint8Array(2);
    strictEqual(await connection.read(buffer), 2);
    deepStrictEqual([...buffer], [1, 2]);
    strictEqual(await connection.read(buffer), 1);
    client.leave();
    strictEqual(await connection.read(buffer), null);
  });

  Deno.test(`${name}: closing ends whoever waits, once and again`, async () => {
    const { listen, port, connect } = make();
    const listener = listen({ address: "127.0.0.1", port });
    const client = await connect(port);
    const connection = await listener.accept();
    const [read, accept] = [connection?.read(new Uint8Array(9)), listener.accept()];
    for (let time = 0; time < 2; time++) {
      connection?.[Symbol.dispose]();
      listener[Symbol.dispose]();
    }
    deepStrictEqual([await read, await accept], [null, null]);
    await rejects(async () => await connection?.write(new Uint8Array(1)));
    client.leave();
  });
}

contract("listenStream()", () => ({ listen: listenStream, port: freePort(), connect }));
contract("FakeNetwork", () => {
  const network = new FakeNetwork();
  return {
    listen: network.listenStream,
    port: 65_001,
    connect: (port) => network.connect(port, { address: "127.0.0.1", port: 1 }),
  };
});

Deno.test("listenStream() refuses a taken port, and takes a reset connection for a closed one", async () => {
  const port = freePort();
  using listener = listenStream({ address: "127.0.0.1", port });
  throws(() => listenStream({ address: "127.0.0.1", port }), Deno.errors.AddrInUse);
  const client = await connect(port);
  using connection = await listener.accept();
  await connection?.write(new Uint8Array(100));
  // What is unread when a socket is closed makes it reset the connection.
  client.leave();
  strictEqual(await connection?.read(new Uint8Array(9)), null);
});

async function connect(port: number): Promise<Client> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  return { send: (bytes) => connection.write(bytes), leave: () => connection.close() };
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
