import { deepStrictEqual, match, rejects, strictEqual } from "node:assert/strict";
import { type MulticastOptions, openMulticast } from "../../src/hdhomerun/multicast.ts";
import { freeUdpPort } from "../fakes/free_udp_port.ts";
import { FakeNetwork } from "../fakes/fake_network.ts";

const GROUP = "239.255.255.250";
const OPTIONS: MulticastOptions = {
  at: { address: "127.0.0.1", port: 0 },
  leavesBy: null,
  onDatagram: () => {},
  onBroken: () => {},
};

const MAKERS = { "openMulticast()": openMulticast, FakeNetwork: new FakeNetwork().openMulticast };

for (const [name, open] of Object.entries(MAKERS)) {
  Deno.test(`${name}: a group is joined once, and nothing is sent once the socket is closed`, async () => {
    const socket = await open(OPTIONS);
    strictEqual(socket.join(GROUP, "127.0.0.1"), null);
    match(socket.join(GROUP, "127.0.0.1") ?? "", /addMembership/);
    socket[Symbol.dispose]();
    socket[Symbol.dispose]();
    await rejects(() => socket.send(new Uint8Array(1), { address: "127.0.0.1", port: 9 }));
  });
}

Deno.test("openMulticast() shares its port and carries datagrams to a single host", async () => {
  const heard = Promise.withResolvers<readonly number[]>();
  const port = freeUdpPort();
  using _beside = await openMulticast({ ...OPTIONS, at: { address: "127.0.0.1", port } });
  const onDatagram: MulticastOptions["onDatagram"] = ({ bytes }) => heard.resolve([...bytes]);
  using socket = await openMulticast({ ...OPTIONS, at: { address: "127.0.0.1", port }, onDatagram });
  using sender = await openMulticast(OPTIONS);
  await sender.send(Uint8Array.of(7), { address: "127.0.0.1", port });
  deepStrictEqual(await heard.promise, [7]);
  match(socket.join("127.0.0.2", "127.0.0.1") ?? "", /addMembership/);
});

Deno.test({
  name: "openMulticast() says what is not permitted, and the program lives on",
  permissions: { net: ["127.0.0.1"] },
  async fn() {
    const at = { address: "0.0.0.0", port: 1_900 };
    await rejects(() => openMulticast({ ...OPTIONS, at }), Deno.errors.NotCapable);
  },
});

Deno.test("openMulticast() says when an address is not ours", async () => {
  const at = { address: "192.0.2.77", port: 0 };
  await rejects(() => openMulticast({ ...OPTIONS, at }), /EADDRNOTAVAIL/);
});

Deno.test("openMulticast() closes what it has bound when the interface cannot be had", async () => {
  const at = { address: "127.0.0.1", port: freeUdpPort() };
  await rejects(() => openMulticast({ ...OPTIONS, at, leavesBy: "192.0.2.77" }));
  Deno.listenDatagram({ transport: "udp", hostname: at.address, port: at.port }).close();
});
