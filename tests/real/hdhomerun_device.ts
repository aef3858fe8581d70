/**
 * A device for real clients: everything it says on the network, over one file as its stream. Run as a program it
 * stays until its input ends, so that it can be started inside a network namespace:
 * `hdhomerun_device.ts FILE BYTES_PER_SECOND HTTP_PORT`.
 *
 * @module
 */
import { systemClock } from "../../src/clock.ts";
import {
  BaseUrls,
  listenStream,
  openDatagram,
  openMulticast,
  startControl,
  startDiscovery,
  startSsdp,
} from "../../src/hdhomerun/mod.ts";
import { createLogger } from "../../src/log.ts";
import { createApp } from "../../routes/mod.ts";
import { fakeChannel, fakeRoutes } from "../fakes/fake_route_parts.ts";
import { FileTuning } from "../fakes/file_tuning.ts";

/** What the device is built from. */
export interface DeviceOptions {
  /** A transport stream. */
  readonly file: string;
  /** Its rate. */
  readonly bytesPerSecond: number;
  /** Port of HTTP; 0 for any. */
  readonly httpPort: number;
  /** Where it listens. */
  readonly host: string;
  /** Whether it makes itself known to everybody. */
  readonly hasSsdp: boolean;
  /** Receives log lines. */
  readonly write: (line: string) => void;
}

/** Id of the device. */
export const DEVICE_ID = "E5E17005";
/** UUID of the device. */
export const UDN = "0a1b2c3d-0000-4000-8000-000000000001";

/** Starts the device; gives its HTTP address. */
export async function startDevice(
  { file, bytesPerSecond, httpPort, host, hasSsdp, write }: DeviceOptions,
): Promise<AsyncDisposable & { readonly url: string }> {
  const stack = new AsyncDisposableStack();
  const clock = systemClock;
  const channels = ["7", "7.1", "100"].map((number) => fakeChannel(number, `Channel ${number}`));
  const tunerCount = 2;
  const tuning = new FileTuning({
    bytes: await Deno.readFile(file),
    bytesPerSecond,
    tunerCount,
    clock,
    numbers: channels.map(({ number }) => number),
  });
  const log = createLogger({ level: "debug", format: "json", clock, write });
  const { parts: fakes } = fakeRoutes();
  const app = createApp({ ...fakes, clock, log, tuning, channels: () => channels });
  const http = Deno.serve(
    { hostname: host, port: httpPort, onListen: () => {} },
    (request, info) => app.fetch(request, { remoteAddr: info.remoteAddr }),
  );
  stack.defer(() => http.shutdown());
  const { port } = http.addr;
  const baseUrls = new BaseUrls({ host, port, publicUrl: null, interfaces: Deno.networkInterfaces });
  const parts = { clock, log, rng: Math.random, baseUrls, tuning, channels: () => channels };
  const { deviceId, deviceAuth, udn } = fakes.device;
  stack.use(startDiscovery({ ...parts, openDatagram }, { deviceId, deviceAuth, tunerCount }));
  stack.use(startControl({ ...parts, openDatagram, listenStream }, { tunerCount }));
  if (hasSsdp) stack.use(startSsdp({ ...parts, openMulticast }, { udn, version: "0.1.0", bootId: 1 }));
  return { url: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

if (import.meta.main) {
  const [file = "", bytesPerSecond, httpPort] = Deno.args;
  await using _device = await startDevice({
    file,
    bytesPerSecond: Number(bytesPerSecond),
    httpPort: Number(httpPort),
    host: "0.0.0.0",
    hasSsdp: true,
    write: (line) => void Deno.stderr.writeSync(new TextEncoder().encode(`${line}\n`)),
  });
  Deno.stdout.writeSync(new TextEncoder().encode("ready\n"));
  for await (const _ of Deno.stdin.readable);
}
