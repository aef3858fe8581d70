/** SiliconDust's own client, gssdp and gupnp against the device; whoever broadcasts does so in a network of its own. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { seededRng } from "../../src/rng.ts";
import { Malformed } from "../fakes/malformed.ts";
import { DEVICE_ID, startDevice, UDN } from "./hdhomerun_device.ts";
import { needs } from "./real_program.ts";
import { pause, run } from "./real_server.ts";

const CLIP_SECONDS = 25;
/** The multiplexer keeps to it by stuffing. */
const BITS_PER_SECOND = 3_000_000;
const DEVICE_TYPE = "urn:schemas-upnp-org:device:MediaServer:1";
const HTTP_PORT = 18_411;
const tool = (name: string) => fileURLToPath(new URL(`../tools/${name}`, import.meta.url));

Deno.test({
  name: "hdhomerun_config finds the device, reads it, locks it and records without a sequence error",
  ...needs("ffmpeg", "hdhomerun_config", "python3"),
  async fn(t) {
    await using stack = new AsyncDisposableStack();
    const folder = await Deno.makeTempDir({ prefix: "exstreamtv-hdhr-" });
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const lines: string[] = [];
    const device = stack.use(
      await startDevice({
        file: await makeClip(folder),
        bytesPerSecond: BITS_PER_SECOND / 8,
        httpPort: 0,
        host: "127.0.0.1",
        // It would be heard on this machine's real network.
        hasSsdp: false,
        write: (line) => void lines.push(line),
      }),
    );
    const client = (...args: string[]) => run("hdhomerun_config", ...args);
    const get = async (name: string) => (await client("127.0.0.1", "get", name)).stdout;
    const set = async (...args: string[]) => {
      const { code, stdout } = await client("127.0.0.1", ...args);
      return `${code} ${stdout}`;
    };

    await t.step("it finds the device", async () => {
      const { stdout } = await client("discover", "127.0.0.1");
      strictEqual(stdout, `hdhomerun device ${DEVICE_ID} found at 127.0.0.1\n`);
    });
    await t.step("it reads what the device is", async () => {
      strictEqual(await get("/sys/model"), "hdhomerun5_atsc\n");
      strictEqual(await get("/tuner0/status"), "ch=none lock=none ss=0 snq=0 seq=0 bps=0 pps=0\n");
      match(await get("help"), /^Supported configuration options:\n/);
    });
    await t.step("it is told what is wrong", async () => {
      strictEqual(await set("get", "/nope"), "1 ERROR: unknown getset variable\n");
      strictEqual(await set("set", "/tuner0/channel", "auto:v99"), "1 ERROR: unknown virtual channel\n");
      strictEqual(await set("set", "/tuner0/target", "udp://8.8.8.8:53"), "1 ERROR: target not allowed\n");
    });
    await t.step("it locks a tuner", async () => {
      strictEqual(await set("set", "/tuner1/lockkey", "1234"), "0 ");
      strictEqual(
        await set("set", "/tuner1/channel", "auto:v7"),
        "1 ERROR: resource locked by 127.0.0.1\n",
      );
      strictEqual(await set("key", "1234", "set", "/tuner1/channel", "auto:v7"), "0 ");
      strictEqual(await set("set", "/tuner1/lockkey", "force"), "0 ");
      strictEqual(await get("/tuner1/lockkey"), "none\n");
    });
    await t.step("it records, by RTP, without an error", async () => {
      strictEqual(await set("set", "/tuner0/channel", "auto:v7.1"), "0 ");
      const saved = `${folder}/saved.ts`;
      const saving = run(
        "timeout",
        "-s",
        "INT",
        "10",
        "hdhomerun_config",
        "127.0.0.1",
        "save",
        "/tuner0",
        saved,
      );
      await pause(4_000);
      match(await get("/tuner0/target"), /^rtp:\/\/127\.0\.0\.1:\d+\n$/);
      match(
        await get("/tuner0/status"),
        /^ch=auto:7\.1 lock=8vsb ss=100 snq=100 seq=100 bps=\d{7} pps=\d{3}\n$/,
      );
      const { stderr } = await saving;
      match(stderr, / 0 overflow errors, 0 network errors, 0 transport errors, 0 sequence errors/);
      const packets = Number(/(\d+) packets received/.exec(stderr)?.[1]);
      ok(packets > 7 * BITS_PER_SECOND / 8 / 188 / 7, stderr);
      strictEqual(await get("/tuner0/target"), "none\n");
    });
    await t.step("a recorder that was killed is noticed: its signs of life stop", async () => {
      const recorder = new Deno.Command("hdhomerun_config", {
        args: ["127.0.0.1", "save", "/tuner0", "null"],
        stdin: "null",
        stdout: "null",
        stderr: "null",
      }).spawn();
      await pause(3_000);
      match(await get("/tuner0/target"), /^rtp:/);
      recorder.kill("SIGKILL");
      await recorder.status;
      await pause(13_000);
      strictEqual(await get("/tuner0/target"), "none\n");
      ok(lines.some((line) => /given up.*no sign of life/.test(line)), lines.join("\n"));
    });
    await t.step("it answers no garbage, and still answers clients afterwards", async () => {
      strictEqual(await throwGarbage(), 0);
      match((await client("discover", "127.0.0.1")).stdout, /found at 127\.0\.0\.1/);
      strictEqual(await get("/sys/model"), "hdhomerun5_atsc\n");
    });
    await t.step("hdhr_check finds nothing on UDP and TCP", async () => {
      const args = [device.url, "--no-stream", "--no-guide", "--udp", "127.0.0.1", "--tcp", "127.0.0.1"];
      const { stdout } = await run("python3", tool("hdhr_check.py"), ...args);
      match(stdout, /^\{"ok": \d+, "warn": 0, "FAIL": 0, "verdict": "PASS"\}\n$/);
    });
  },
});

Deno.test({
  name: "Clients that broadcast and multicast find the device, and hear it come and go",
  ...needs("ffmpeg", "hdhomerun_config", "python3", "unshare", "ip", "gssdp-discover"),
  ...ownNetwork(),
  async fn(t) {
    const folder = await Deno.makeTempDir({ prefix: "exstreamtv-hdhr-" });
    await using stack = new AsyncDisposableStack();
    stack.defer(() => Deno.remove(folder, { recursive: true }));
    const { stdout } = await inOwnNetwork(await makeClip(folder));
    const said = new Map(
      stdout.split(/^== /m).slice(1).map((part) => {
        const [name = "", ...rest] = part.split("\n");
        return [name, rest.join("\n")] as const;
      }),
    );
    const heard = (name: string) => said.get(name) ?? `nothing; all that was said:\n${stdout}`;
    const usns = (name: string) =>
      [...heard(name).matchAll(/USN:\s+(\S+)/g)].map(([, usn]) => usn).toSorted();
    const all = [`uuid:${UDN}`, `uuid:${UDN}::${DEVICE_TYPE}`, `uuid:${UDN}::upnp:rootdevice`].toSorted();

    await t.step("hdhomerun_config, by broadcast", () => {
      strictEqual(heard("discover"), `hdhomerun device ${DEVICE_ID} found at 10.98.0.1\n`);
    });
    await t.step("hdhomerun_config, by id", () => {
      strictEqual(heard("by id"), "hdhomerun5_atsc\n");
    });
    await t.step("gssdp-discover, by type and all", () => {
      deepStrictEqual(usns("type"), [`uuid:${UDN}::${DEVICE_TYPE}`]);
      match(heard("type"), new RegExp(`Location:\\s+http://10\\.98\\.0\\.1:${HTTP_PORT}/device\\.xml`));
      deepStrictEqual(usns("all"), all);
    });
    await t.step("libgupnp, which believes device.xml", () => {
      const found = JSON.parse(heard("gupnp"));
      strictEqual(found.udn, `uuid:${UDN}`);
      strictEqual(found.location, `http://10.98.0.1:${HTTP_PORT}/device.xml`);
      strictEqual(found.friendlyName, "EXStreamTV");
    });
    await t.step("hdhr_check finds nothing on UDP, TCP and SSDP", () => {
      match(heard("hdhr_check"), /^\{"ok": \d+, "warn": 0, "FAIL": 0, "verdict": "PASS"\}\n$/);
    });
    await t.step("gssdp-discover hears all three come on a new interface, and go at the end", () => {
      const [coming, going] = ["available", "unavailable"].map((word) =>
        heard("come and go").split("\n").filter((line) => line.endsWith(`resource ${word}`)).length
      );
      deepStrictEqual([coming, going], [3, 3], heard("come and go"));
    });
  },
});

/**
 * Says whether a test may have a network of its own, and libgupnp to look around in it; without either it is skipped,
 * except in CI.
 */
function ownNetwork(): { ignore?: boolean } {
  const tries = [
    ["unshare", "-n", "ip", "link", "add", "d0", "type", "veth", "peer", "name", "d1"],
    ["/usr/bin/python3", "-c", "import gi; gi.require_version('GUPnP', '1.6')"],
  ] as const;
  if (!needs("unshare", "ip", "python3").ignore) {
    const failed = tries.find(([command, ...args]) =>
      !new Deno.Command(command, { args }).outputSync().success
    );
    if (failed === undefined) return {};
    const reason = `"${failed.join(" ")}" does not work here`;
    if (Deno.env.get("CI") === "true") throw new Error(`Cannot run a test with real clients: ${reason}`);
    Deno.stderr.writeSync(new TextEncoder().encode(`Skipped, ${reason}\n`));
  }
  return { ignore: true };
}

/** Throws malformed packets at UDP and TCP port 65001 of this machine; how many answers came. */
async function throwGarbage(): Promise<number> {
  const malformed = new Malformed(seededRng("real sockets"));
  const to = { transport: "udp", hostname: "127.0.0.1", port: 65_001 } as const;
  const socket = Deno.listenDatagram({ ...to, port: 0 });
  let answers = 0;
  const hearing = (async () => {
    for await (const _ of socket) answers += 1;
  })();
  for (let thrown = 0; thrown < 10_000; thrown++) {
    await socket.send(malformed.packet(), to);
  }
  for (let thrown = 0; thrown < 500; thrown++) {
    using connection = await Deno.connect({ hostname: to.hostname, port: to.port });
    for (const piece of malformed.pieces(malformed.packet())) {
      // The device may have had enough already.
      if (await connection.write(piece).catch(() => null) === null) break;
    }
    await connection.closeWrite().catch(() => null);
    if (typeof await connection.read(new Uint8Array(9)).catch(() => null) === "number") answers += 1;
  }
  await pause(500);
  socket.close();
  await hearing;
  return answers;
}

/** A clip of constant rate. */
async function makeClip(folder: string): Promise<string> {
  const file = `${folder}/clip.ts`;
  const { code, stderr } = await run(
    "ffmpeg",
    ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=25", "-f", "lavfi", "-i", "sine=440"],
    ...["-t", `${CLIP_SECONDS}`, "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-b:v", "2M"],
    ...[
      "-maxrate",
      "2M",
      "-bufsize",
      "1M",
      "-c:a",
      "aac",
      "-muxrate",
      `${BITS_PER_SECOND}`,
      "-f",
      "mpegts",
      file,
    ],
  );
  strictEqual(code, 0, stderr);
  return file;
}

/** Runs the device and its clients in a network that nobody else is in; what they said, each after `== name`. */
function inOwnNetwork(clip: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const device = fileURLToPath(new URL("hdhomerun_device.ts", import.meta.url));
  const script = `
    ip link set lo up
    ip link add d0 type veth peer name d1
    ip addr add 10.98.0.1/24 dev d0
    ip link set d1 up
    ip link set d0 up
    gssdp-discover -i d0 -n 28 -m all >"$1.heard" 2>&1 &
    listener=$!
    coproc DEVICE { "$DENO" run --allow-all "$DEVICE_SCRIPT" "$1" ${
    BITS_PER_SECOND / 8
  } ${HTTP_PORT} 2>"$1.log"; }
    read -r _ <&"\${DEVICE[0]}"
    echo "== discover"; hdhomerun_config discover
    echo "== by id"; hdhomerun_config ${DEVICE_ID} get /sys/model
    echo "== type"; gssdp-discover -i d0 -n 3 -t ${DEVICE_TYPE} -m available
    echo "== all"; gssdp-discover -i d0 -n 3 -t ssdp:all -m available
    echo "== gupnp"; /usr/bin/python3 "$PROBE" d0 4
    echo "== hdhr_check"
    python3 "$CHECK" http://10.98.0.1:${HTTP_PORT} --no-stream --no-guide --udp 10.98.0.1 --tcp 10.98.0.1 --ssdp 10.98.0.1
    eval "exec \${DEVICE[1]}>&-"
    wait "$listener"
    echo "== come and go"; cat "$1.heard"
    cat "$1.log" >&2`;
  return runWith("unshare", ["-n", "bash", "-c", script, "bash", clip], {
    DENO: Deno.execPath(),
    DEVICE_SCRIPT: device,
    PROBE: tool("upnp_probe.py"),
    CHECK: tool("hdhr_check.py"),
  });
}

async function runWith(
  command: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await new Deno.Command(command, { args, env, stdin: "null" }).output();
  return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
}
