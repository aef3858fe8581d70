import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../src/clock.ts";
import { parseConfig } from "../src/config/mod.ts";
import { createLogger } from "../src/log.ts";
import { seededRng } from "../src/rng.ts";
import { createServer, type Server } from "../src/server.ts";
import { FakeNetwork } from "./fakes/fake_network.ts";
import { FakeSpawner } from "./fakes/fake_spawner.ts";
import { interfaces } from "./hdhomerun/home.ts";

/** The whole program on a folder of its own, without a single program it could start. */
async function withServer(
  work: (world: { server: Server; network: FakeNetwork; log: string[]; data: string }) => Promise<void>,
): Promise<void> {
  const data = await Deno.makeTempDir();
  try {
    const log: string[] = [];
    const network = new FakeNetwork();
    const { config } = parseConfig({
      text: new Uint8Array(),
      name: "config.yaml",
      environment: {},
      home: data,
    });
    const server = await createServer(config, {
      ...{ clock: systemClock, rng: seededRng("server"), version: "0.0.0", lanAddress: () => null },
      sockets: { ...network, interfaces },
      spawner: new FakeSpawner(systemClock, () => null),
      lowerPriority: () => {},
      log: createLogger({
        level: "info",
        format: "json",
        clock: systemClock,
        write: (line) => log.push(line),
      }),
      paths: { home: data, data, ffmpeg: "/usr/bin/ffmpeg", ffprobe: "/usr/bin/ffprobe" },
    });
    await work({ server, network, log, data });
  } finally {
    await Deno.remove(data, { recursive: true });
  }
}

Deno.test("A server that is disposed of while it begins its work begins nothing more, and complains of nothing", async () => {
  await withServer(async ({ server, log, data }) => {
    log.splice(0);
    server.start();
    await server[Symbol.asyncDispose]();
    deepStrictEqual(
      log.filter((line) => /"level":"error"|Demo:|Channel started|Guide published/.test(line)),
      [],
    );
    strictEqual(await Deno.stat(join(data, "demo")).then(() => true, () => false), false);
  });
});

Deno.test("The tuner's ports open with the start and not before, and are closed in the end", async () => {
  await withServer(async ({ server, network }) => {
    const open = () => [...network.sockets, ...network.listeners].map(({ at }) => at.port).toSorted();
    deepStrictEqual([open(), network.groups.size], [[], 0]);
    server.start();
    deepStrictEqual(open(), [5_004, 65_001, 65_001]);
    await server[Symbol.asyncDispose]();
    deepStrictEqual([open(), network.groups.size], [[], 0]);
  });
});
