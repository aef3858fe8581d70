/** A million malformed datagrams and a million malformed TCP frames, and a device that does not even blink; fewer by real sockets. */
import { ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { assault } from "../fakes/assaulted_device.ts";
import { needsOwnNetwork, OwnNetwork } from "../real/own_network.ts";
import { pause, RealServer } from "../real/real_server.ts";
import { printRow } from "./row.ts";

const ROUNDS = 20;
const ROUND = { datagrams: 50_000, frames: 50_000 };
/** Half a byte for each packet. */
const GROWTH_BYTES_MAX = 1_000_000;

const REAL = { datagrams: 200_000, connections: 5_000 };
/** Twice as many: half of them before, half of them after. */
const REAL_ROUNDS = 4;
const RSS_GROWTH_BYTES_MAX = 20_000_000;
const DESCRIPTORS_GROWTH_MAX = 10;
const GARBAGE = fileURLToPath(new URL("../real/garbage_thrower.ts", import.meta.url));

Deno.test({
  name: "A million malformed datagrams and a million TCP frames: no answer, no crash, no growth",
  async fn() {
    const heapBytes: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await assault(`round ${round}`, ROUND);
      heapBytes.push(settledHeapBytes());
    }
    // The first rounds also compile.
    const [early = 0, late = 0] = [heapBytes[4], heapBytes.at(-1)];
    printRow("malformed packets", {
      datagrams: ROUNDS * ROUND.datagrams,
      frames: ROUNDS * ROUND.frames,
      "answers to garbage": 0,
      "heap after 5 rounds, MB": (early / 1e6).toFixed(1),
      "heap after 20 rounds, MB": (late / 1e6).toFixed(1),
    });
    ok(late - early < GROWTH_BYTES_MAX, `${heapBytes}`);
  },
});

/** What is left once the collector was made to come. */
function settledHeapBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return Deno.memoryUsage().heapUsed;
}

Deno.test({
  name: "200,000 datagrams and 5,000 TCP frames by real sockets: no answer, no growth of the real program",
  ...needsOwnNetwork("ffmpeg", "curl"),
  async fn() {
    await using network = await OwnNetwork.open();
    await using server = await RealServer.start({ config: "streaming: { lifecycle: on_demand }", network });
    const hurl = async (datagrams: number, connections: number) => {
      const thrower = [GARBAGE, "127.0.0.1", `${datagrams}`, `${connections}`];
      const { code, stdout, stderr } = await network.run(Deno.execPath(), "run", "--allow-all", ...thrower);
      strictEqual(`${code} ${stdout}`, "0 0\n", stderr);
    };
    const rounds: { rssBytes: number; descriptors: number }[] = [];
    // The first one compiles, and fills what stays.
    await hurl(REAL.datagrams, REAL.connections);
    while (rounds.length < 2 * REAL_ROUNDS) {
      await hurl(REAL.datagrams, REAL.connections);
      rounds.push(await settledMachine(network, server));
    }
    printRow("malformed packets by real sockets, each round", {
      ...REAL,
      "RSS, MB": rounds.map(({ rssBytes }) => (rssBytes / 1e6).toFixed(0)).join(" "),
      "descriptors": rounds.map(({ descriptors }) => descriptors).join(" "),
    });
    // A heap comes and goes by what the collector has not taken yet; a leak lifts its floor.
    const floorOf = (part: typeof rounds) => ({
      rssBytes: Math.min(...part.map(({ rssBytes }) => rssBytes)),
      descriptors: Math.min(...part.map(({ descriptors }) => descriptors)),
    });
    const [early, late] = [floorOf(rounds.slice(0, REAL_ROUNDS)), floorOf(rounds.slice(REAL_ROUNDS))];
    ok(late.rssBytes - early.rssBytes <= RSS_GROWTH_BYTES_MAX, JSON.stringify(rounds));
    ok(late.descriptors - early.descriptors <= DESCRIPTORS_GROWTH_MAX, JSON.stringify(rounds));
  },
});

/** What the launcher measured of main, once two of its looks have passed. */
async function settledMachine(
  network: OwnNetwork,
  server: RealServer,
): Promise<{ rssBytes: number; descriptors: number }> {
  await pause(5_000);
  const { stdout } = await network.run("curl", "-sf", `${server.url}/metrics`);
  const valueOf = (name: string) => {
    const value = new RegExp(`^exstreamtv_${name}(?:\\{[^}]*\\})? (\\S+)$`, "m").exec(stdout)?.[1];
    ok(value !== undefined, `${name} is missing`);
    return Number(value);
  };
  return { rssBytes: valueOf("system_rss_bytes"), descriptors: valueOf("fd_usage") };
}
