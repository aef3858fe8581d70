/** A port that nobody uses for UDP at the moment. */
export function freeUdpPort(): number {
  const socket = Deno.listenDatagram({ transport: "udp", hostname: "127.0.0.1", port: 0 });
  socket.close();
  return "port" in socket.addr ? socket.addr.port : 0;
}
