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
    const { config, documents } = parseConfig({
      text: new Uint8Array(),
      name: "config.yaml",
      environment: {},
      home: data,
    });
    const server = await createServer(config, {
      ...{ documents, mayRead: () => true, mayAsk: () => true },
      ...{ clock: systemClock, rng: seededRng("server"), version: "0.0.0", lanAddress: () => null },
      sockets: { ...network, interfaces },
      openSolver: null,
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

Deno.test("A server tells of its channels' runtime and health, and lets only its administrator restart them", async () => {
  await withServer(async ({ server, data }) => {
    const ask = (path: string, options: { method?: string; headers?: Record<string, string> } = {}) =>
      server.fetch(
        new Request(`http://127.0.0.1:8411${path}`, {
          ...options,
          headers: { host: "127.0.0.1:8411", ...options.headers },
        }),
        { remoteAddr: { hostname: "127.0.0.1" } },
      );
    const { items: [channel] } = await (await ask("/api/v1/channels")).json();
    const path = `/api/v1/channels/${channel.id}`;
    const { status, inputs, health } = await (await ask(`${path}/runtime`)).json();
    deepStrictEqual([status, inputs.length, health.breaker], ["stopped", 1, "closed"]);
    const { health: { running, restarts, memory } } = await (await ask("/api/v1/system")).json();
    deepStrictEqual([running, Object.values(restarts), memory["is_rising"]], [0, [0, 10], false]);
    const { checks } = await (await ask("/ready")).json();
    const names = checks.map(({ name }: { name: string }) => name);
    deepStrictEqual(names.slice(-3), ["channels", "restarts", "memory"]);

    const restart = { method: "POST", headers: {} };
    strictEqual((await ask(`${path}/restart`, restart)).status, 401);
    const token = (await Deno.readTextFile(join(data, "admin-token"))).trim();
    const headers = { authorization: `Bearer ${token}` };
    strictEqual((await ask(`${path}/restart`, { ...restart, headers })).status, 409);
    await server[Symbol.asyncDispose]();
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
