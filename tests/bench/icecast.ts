import { freePort, makeRivalFolder, type Rival, startRival } from "./rival.ts";

/** What is streamed through icecast2. */
export interface IcecastWish {
  /** Whole packets, sent again and again. */
  readonly bytes: Uint8Array;
  /** How fast. */
  readonly bytesPerSecond: number;
}

const PASSWORD = "bench";
const PATH = "/stream.ts";
/** A source sends what is due this often. */
const TICK_MS = 20;

/** icecast2 relaying a stream that a source gives it in real time. */
export async function startIcecast(folder: string, wish: IcecastWish): Promise<Rival> {
  await makeRivalFolder(folder);
  const port = freePort();
  const config = `${folder}/icecast.xml`;
  await Deno.writeTextFile(config, configOf(folder, port));
  const rival = await startRival({ program: "icecast2", args: ["-c", config], port, path: PATH });
  const source = await Deno.connect({ hostname: "127.0.0.1", port });
  const stop = new AbortController();
  const feeding = feed(source, wish, stop.signal);
  return {
    ...rival,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await feeding;
      await rival[Symbol.asyncDispose]();
    },
  };
}

async function feed(
  source: Deno.TcpConn,
  { bytes, bytesPerSecond }: IcecastWish,
  signal: AbortSignal,
): Promise<void> {
  const request = [
    `PUT ${PATH} HTTP/1.1`,
    "Host: 127.0.0.1",
    `Authorization: Basic ${btoa(`source:${PASSWORD}`)}`,
    "Content-Type: video/mp2t",
    "\r\n",
  ].join("\r\n");
  const writer = source.writable.getWriter();
  await writer.write(new TextEncoder().encode(request));
  const startedMs = performance.now();
  let sent = 0;
  while (!signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    const due = Math.floor((performance.now() - startedMs) / 1_000 * bytesPerSecond);
    while (sent < due) {
      const from = sent % bytes.length;
      const part = bytes.subarray(from, Math.min(bytes.length, from + due - sent));
      await writer.write(part);
      sent += part.length;
    }
  }
  await writer.close();
}

/** As the package ships it, but for the number of clients and a queue that forgives a busy machine. */
function configOf(folder: string, port: number): string {
  return `<icecast>
  <limits>
    <clients>1000</clients>
    <sources>2</sources>
    <queue-size>16777216</queue-size>
    <burst-size>65535</burst-size>
  </limits>
  <authentication>
    <source-password>${PASSWORD}</source-password>
    <admin-user>admin</admin-user>
    <admin-password>${PASSWORD}</admin-password>
  </authentication>
  <hostname>localhost</hostname>
  <listen-socket><port>${port}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  <paths>
    <basedir>/usr/share/icecast2</basedir>
    <logdir>${folder}</logdir>
    <webroot>/usr/share/icecast2/web</webroot>
    <adminroot>/usr/share/icecast2/admin</adminroot>
  </paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>2</loglevel></logging>
  <security><chroot>0</chroot></security>
</icecast>
`;
}
