/** SiliconDust's own client, gssdp, gupnp and hdhr_check against the real server, in a network of its own. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { testMedia } from "./media.ts";
import { needsOwnNetwork, OwnNetwork } from "./own_network.ts";
import { pause, RealServer } from "./real_server.ts";

const DEVICE_ID = "E5E17005";
const DEVICE_TYPE = "urn:schemas-upnp-org:device:MediaServer:1";
const VERDICT = /^\{"ok": \d+, "warn": \d+, "FAIL": 0, "verdict": "PASS"\}$/m;
const GARBAGE = fileURLToPath(new URL("garbage_thrower.ts", import.meta.url));
const tool = (name: string) => fileURLToPath(new URL(`../tools/${name}`, import.meta.url));

/** Three channels on two tuners; a small picture keeps the encoders quick. */
async function config(): Promise<string> {
  const media = await testMedia();
  const channel = (number: string) =>
    `  - { number: ${number}, name: Channel ${number}, schedule: { kind: loop, order: shuffle, collection: { folder: ${media}/Shows } } }\n`;
  return `libraries: { local: { paths: [${media}] } }
streaming: { lifecycle: on_demand }
hdhomerun: { device_id: ${DEVICE_ID}, tuner_count: 2 }
profiles: { default: { width: 320, height: 180, video_kbps: 800, preset: ultrafast } }
channels:
${["7", "7.1", "100"].map(channel).join("")}`;
}

Deno.test({
  name: "Real clients find the server, hear it come and go, and record without an error",
  ...needsOwnNetwork("ffmpeg", "hdhomerun_config", "gssdp-discover", "curl"),
  async fn(t) {
    await using network = await OwnNetwork.open();
    const { address } = network;
    await using listener = new Listener(network);
    await listener.hasBegun;
    await using stack = new AsyncDisposableStack();
    const server = stack.use(await RealServer.start({ config: await config(), network }));
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
    const udn = /uuid:[0-9a-f-]{36}/.exec(
      (await network.run("curl", "-s", `${server.url}/device.xml`)).stdout,
    );
    const client = (...args: string[]) => network.run("hdhomerun_config", ...args);
    const identity = async ({ url }: RealServer): Promise<Record<string, unknown>> =>
      JSON.parse((await network.run("curl", "-s", `${url}/discover.json`)).stdout);
    const get = async (name: string) => (await client(address, "get", name)).stdout;
    const set = async (...args: string[]) => {
      const { code, stdout } = await client(address, ...args);
      return `${code} ${stdout}`;
    };

    await t.step("hdhomerun_config finds it by broadcast, and by its id", async () => {
      strictEqual((await client("discover")).stdout, `hdhomerun device ${DEVICE_ID} found at ${address}\n`);
      strictEqual((await client(DEVICE_ID, "get", "/sys/model")).stdout, "hdhomerun5_atsc\n");
    });
    await t.step("gssdp-discover finds it by its type and by all", async () => {
      const search = async (target: string) =>
        (await network.run(
          "gssdp-discover",
          "-i",
          network.interface,
          "-n",
          "2",
          "-t",
          target,
          "-m",
          "available",
        ))
          .stdout;
      const usns = (said: string) => [...said.matchAll(/USN:\s+(\S+)/g)].map(([, usn]) => usn).toSorted();
      const [byType, byAll] = await Promise.all([search(DEVICE_TYPE), search("ssdp:all")]);
      deepStrictEqual(usns(byType), [`${udn}::${DEVICE_TYPE}`]);
      ok(byType.includes(`${server.url}/device.xml`), byType);
      deepStrictEqual(usns(byAll), [`${udn}`, `${udn}::upnp:rootdevice`, `${udn}::${DEVICE_TYPE}`]);
    });
    await t.step("libgupnp believes device.xml", async () => {
      const probe = await network.run("/usr/bin/python3", tool("upnp_probe.py"), network.interface, "3");
      const found = JSON.parse(probe.stdout);
      deepStrictEqual([found.udn, found.location, found.friendlyName, found.serialNumber], [
        `${udn}`,
        `${server.url}/device.xml`,
        "EXStreamTV",
        DEVICE_ID,
      ]);
    });
    await t.step("hdhomerun_config reads, is told what is wrong, and locks", async () => {
      strictEqual(await get("/tuner0/status"), "ch=none lock=none ss=0 snq=0 seq=0 bps=0 pps=0\n");
      match(await get("help"), /^Supported configuration options:\n/);
      strictEqual(await set("get", "/nope"), "1 ERROR: unknown getset variable\n");
      strictEqual(await set("set", "/tuner0/channel", "auto:v99"), "1 ERROR: unknown virtual channel\n");
      strictEqual(await set("set", "/tuner0/target", "udp://8.8.8.8:53"), "1 ERROR: target not allowed\n");
      strictEqual(await set("set", "/tuner1/lockkey", "1234"), "0 ");
      strictEqual(await set("set", "/tuner1/channel", "auto:v7"), `1 ERROR: resource locked by ${address}\n`);
      strictEqual(await set("key", "1234", "set", "/tuner1/channel", "auto:v7"), "0 ");
      strictEqual(await set("set", "/tuner1/lockkey", "force"), "0 ");
      strictEqual(await get("/tuner1/lockkey"), "none\n");
    });
    await t.step("hdhomerun_config records by RTP without an error, over a joint", async () => {
      strictEqual(await set("set", "/tuner0/channel", "auto:v7.1"), "0 ");
      const saving = network.run(
        ...["timeout", "-s", "INT", "14", "hdhomerun_config"] as const,
        ...[address, "save", "/tuner0", "null"],
      );
      await pause(5_000);
      match(await get("/tuner0/target"), new RegExp(`^rtp://${address}:\\d+\n$`));
      match(
        await get("/tuner0/status"),
        /^ch=auto:7\.1 lock=8vsb ss=100 snq=100 seq=100 bps=\d{6,} pps=\d{2,}\n$/,
      );
      const { stderr } = await saving;
      match(
        stderr,
        /[1-9]\d{2,} packets received, 0 overflow errors, 0 network errors, 0 transport errors, 0 sequence errors/,
      );
      strictEqual(await get("/tuner0/target"), "none\n");
    });
    await t.step("a recorder that was killed is noticed: its signs of life stop", async () => {
      const recorder = network.spawn("hdhomerun_config", address, "save", "/tuner0", "null");
      await pause(2_500);
      match(await get("/tuner0/target"), /^rtp:/);
      recorder.kill("SIGKILL");
      await recorder.output();
      // Not asked meanwhile: whoever speaks from the target's address is a sign of life.
      await server.until(() => server.lines.some((line) => /given up.*no sign of life/.test(line)));
      strictEqual(await get("/tuner0/target"), "none\n");
    });
    await t.step("garbage is not answered, clients still are", async () => {
      strictEqual((await network.run(Deno.execPath(), "run", "--allow-all", GARBAGE, address)).stdout, "0\n");
      match((await client("discover")).stdout, /found at/);
      strictEqual(await get("/sys/model"), "hdhomerun5_atsc\n");
    });
    await t.step(
      "hdhr_check finds nothing to fail, on HTTP, UDP, TCP and SSDP, and below /hdhomerun",
      async () => {
        const everything = ["--udp", address, "--tcp", address, "--ssdp", address, "--exhaust"];
        for (const more of [everything, [...everything, "--prefix", "/hdhomerun", "--no-guide"]]) {
          match((await network.run("python3", tool("hdhr_check.py"), server.url, ...more)).stdout, VERDICT);
        }
      },
    );
    await t.step(
      "a second server on the same machine is another device, and warns of the port it cannot have",
      async () => {
        await using other = await RealServer.start({
          config: (await config()).replace(DEVICE_ID, "auto"),
          network,
        });
        const [one, two] = await Promise.all([identity(server), identity(other)]);
        ok(one.DeviceID !== two.DeviceID && one.DeviceAuth !== two.DeviceAuth, JSON.stringify(two));
        strictEqual(other.lines.filter((line) => line.includes("discovery is off")).length, 1);
        await server.until(() => listener.devices("available").length === 6);
        match(
          (await client("discover")).stdout,
          new RegExp(`^hdhomerun device ${DEVICE_ID} found at ${address}\n$`),
        );
      },
    );
    await t.step(
      "an address that comes while it runs is in the answers to its network from then on",
      async () => {
        await network.run("ip", "addr", "add", "10.98.7.1/24", "dev", network.interface);
        const there = server.url.replace(address, "10.98.7.1");
        // It compares the URL by UDP with the one by HTTP, which is the host that was asked for.
        const more = ["--udp", "10.98.7.1", "--no-stream", "--no-guide"];
        match((await network.run("python3", tool("hdhr_check.py"), there, ...more)).stdout, VERDICT);
      },
    );
    await t.step("gssdp-discover heard all three come, and hears them go", async () => {
      await stack.disposeAsync();
      await pause(500);
      const own = [...listener.last].filter(([usn]) => usn.startsWith(`${udn}`)).map(([, word]) => word);
      // An address that came meanwhile may have been announced, too: a listener then hears them go and come again.
      deepStrictEqual(own, ["unavailable", "unavailable", "unavailable"], listener.heard);
    });
  },
});

/** Hears what is announced. */
class Listener implements AsyncDisposable {
  heard = "";
  /** Resolves when it listens. */
  readonly hasBegun: Promise<void>;
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;

  constructor(network: OwnNetwork) {
    // Unbuffered, for it is ended before its buffer is full.
    const how = ["-oL", "gssdp-discover", "-i", network.interface, "-m", "all"];
    this.#child = network.spawn("stdbuf", ...how);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.hasBegun = promise;
    this.#reading = this.#listen(resolve);
  }

  /** The resources that were said to be so. */
  devices(word: "available" | "unavailable"): string[] {
    const said = new RegExp(`^resource ${word}\\s+USN:\\s+(\\S+)`, "gm");
    return [...this.heard.matchAll(said)].map(([, usn = ""]) => usn);
  }

  /** What was said of each resource last, by its name. */
  get last(): ReadonlyMap<string, string> {
    const said = this.heard.matchAll(/^resource (\w+)\s+USN:\s+(\S+)/gm);
    return new Map([...said].map(([, word = "", usn = ""]) => [usn, word]));
  }

  async #listen(onBegin: () => void): Promise<void> {
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.heard += text;
      if (this.heard.includes("Scanning for")) onBegin();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await Promise.all([this.#child.status, this.#reading, this.#child.stderr.cancel()]);
  }
}
