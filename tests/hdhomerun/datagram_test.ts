import { deepStrictEqual, ok, rejects, throws } from "node:assert/strict";
import { type OpenDatagram, openDatagram } from "../../src/hdhomerun/datagram.ts";
import { freeUdpPort } from "../fakes/free_udp_port.ts";
import { FakeNetwork } from "../fakes/fake_network.ts";

const PEER = { address: "127.0.0.1", port: 9 };

/** What every maker of UDP sockets must do. */
function contract(name: string, make: () => { open: OpenDatagram; port: number }): void {
  Deno.test(`${name}: a closed socket receives nothing more, sends nothing, and may be closed again`, async () => {
    const { open, port } = make();
    const socket = open({ address: "127.0.0.1", port });
    const waiting = socket.receive();
    socket[Symbol.dispose]();
    socket[Symbol.dispose]();
    deepStrictEqual([await waiting, await socket.receive()], [null, null]);
    await rejects(() => socket.send(new Uint8Array(1), PEER));
    open({ address: "127.0.0.1", port })[Symbol.dispose]();
  });
}

contract("openDatagram()", () => ({ open: openDatagram, port: freeUdpPort() }));
contract("FakeNetwork", () => ({ open: new FakeNetwork().openDatagram, port: 65_001 }));

Deno.test("openDatagram() carries datagrams, tells who sent them, and refuses a taken port", async () => {
  const [port, otherPort] = [freeUdpPort(), freeUdpPort()];
  using one = openDatagram({ address: "127.0.0.1", port });
  using other = openDatagram({ address: "127.0.0.1", port: otherPort });
  throws(() => openDatagram({ address: "127.0.0.1", port }), Deno.errors.AddrInUse);
  await one.send(Uint8Array.of(1, 2, 3), { address: "127.0.0.1", port: otherPort });
  const received = await other.receive();
  deepStrictEqual(received?.from, { address: "127.0.0.1", port });
  deepStrictEqual([...received.bytes], [1, 2, 3]);
  await one.send(new Uint8Array(5_000), { address: "127.0.0.1", port: otherPort });
  const cut = await other.receive();
  ok(cut && cut.bytes.length < 5_000);
});

Deno.test({
  name: "openDatagram() says what is not permitted",
  permissions: "none",
  fn() {
    throws(() => openDatagram({ address: "127.0.0.1", port: 65_001 }), Deno.errors.NotCapable);
  },
});
