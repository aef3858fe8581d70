import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../src/clock.ts";
import { parseConfig } from "../src/config/mod.ts";
import {
  emptyInputs,
  INPUTS_DEFAULTS,
  type InputsState,
  step,
  type UnstampedEvent,
} from "../src/inputs/mod.ts";
import { createLogger } from "../src/log.ts";
import { seededRng } from "../src/rng.ts";
import { createServer, isBeyondRestart, type Server } from "../src/server.ts";
import { inputSpec } from "./fakes/fake_care.ts";
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

const TWO_WAYS = ["first", "second"].map((id, rank) =>
  inputSpec(id, { rank, locator: id, kind: "mirror", probe: "none" })
);

/** A channel after these events, each at its own second. */
function after(...events: readonly UnstampedEvent[]): InputsState {
  const begun = { kind: "programme", key: "p", inputs: TWO_WAYS, stopMs: 1e9, warmed: null } as const;
  return [begun, ...events].reduce<InputsState>((state, event, index) => {
    const atMs = index * 1_000;
    return step(state, { ...event, atMs, wallMs: atMs }, INPUTS_DEFAULTS).state;
  }, emptyInputs());
}

/** The input on its way fails. */
function failed(generation: number, isShortage = false) {
  return { kind: "failed", generation, reason: "no", isFatal: true, scope: "item", isShortage } as const;
}

function parked(state: InputsState, ids: readonly string[]): InputsState {
  const health = state.health.map((one) =>
    ids.includes(one.id) ? { ...one, condition: "parked" } as const : one
  );
  return { ...state, health };
}

const BEYOND: readonly [name: string, state: InputsState | null, want: boolean][] = [
  ["has no picture yet, so that nothing began", emptyInputs(), true],
  ["does not run", null, false],
  ["has an input on its way", after(), false],
  ["has an input on air", after({ kind: "key", generation: 1 }), false],
  ["has another input to try", after(failed(1)), false],
  ["has no input left", after(failed(1), failed(2)), true],
  ["is short of processes", after(failed(1, true)), true],
  ["has an input on air after it was short of processes", {
    ...after({ kind: "key", generation: 1 }),
    waitUntilMs: 500,
  }, false],
  ["has all its inputs parked", parked(after(), ["first", "second"]), true],
  ["has only inputs that failed, while a filler waits for a viewer", {
    ...after(failed(1), failed(2)),
    isExhausted: false,
  }, true],
  ["has its inputs on a host that is parked, while a filler waits for a viewer", {
    ...after(),
    inputs: TWO_WAYS.map((way) => ({ ...way, host: "far" })),
    hosts: [{ host: "far", condition: "parked", failuresMs: [], parkedUntil: null }],
  }, true],
  ["had other content parked under the same names", {
    ...parked(after(), ["first", "second"]),
    inputs: TWO_WAYS.map((way) => ({ ...way, locator: `new ${way.id}` })),
  }, false],
  ["has one input parked", parked(after(), ["first"]), false],
  [
    "has an input on air that was parked",
    parked(after({ kind: "key", generation: 1 }), ["first", "second"]),
    false,
  ],
  ["wants nothing", { ...after(), inputs: [], isWanted: false, candidate: null }, false],
];

Deno.test("isBeyondRestart() of a channel that", async (t) => {
  for (const [name, state, want] of BEYOND) {
    await t.step(name, () => strictEqual(isBeyondRestart(state), want));
  }
});
