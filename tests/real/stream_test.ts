import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { analyse } from "./checkers.ts";
import { testMedia } from "./media.ts";
import { needs } from "./real_program.ts";
import { capture, pause, RealServer, run } from "./real_server.ts";

const TOOLS = fileURLToPath(new URL("../tools", import.meta.url));

/** Five channels over the awkward library; a small picture keeps the encoders quick. */
async function config(): Promise<string> {
  const media = await testMedia();
  const channel = (number: string, folder: string, order: string) =>
    `  - { number: ${number}, name: Channel ${number}, schedule: { kind: loop, order: ${order}, collection: { folder: ${
      JSON.stringify(media + folder)
    } } } }\n`;
  return `libraries: { local: { paths: [${media}] } }
streaming: { lifecycle: on_demand, linger_s: 10 }
hdhomerun: { tuner_count: 2 }
channels:
${channel("1", "", "shuffle")}${channel("2", "/Shows", "chronological")}${
    channel("7.1", "/Clips", "shuffle")
  }`;
}

async function hasJoints(server: RealServer, count: number): Promise<void> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const joints = Number(/exstreamtv_splice_joints_total (\d+)/.exec(text)?.[1]);
  ok(joints >= count, `only ${joints} joints`);
}

Deno.test({
  name: "A library in every awkward shape streams as one clean transport stream",
  ...needs("python3", "ffmpeg", "tv_validate_file", "tv_sort", "promtool"),
  async fn(t) {
    await using server = await RealServer.start({ config: await config() });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);

    await t.step("every playable file is on offer, every broken one is listed with its reason", async () => {
      const { items } = await server.get<{ items: { fault: string | null }[] }>(
        "/api/v1/media?state=broken&limit=100",
      );
      strictEqual(items.length, 5);
      for (const { fault } of items) ok(fault !== null && fault.length > 3);
      const playable = await server.get<{ items: unknown[] }>("/api/v1/media?state=playable&limit=100");
      strictEqual(playable.items.length, 15);
    });

    await t.step("ts_check is content with forty seconds over its joints, pace included", async () => {
      const { verdict, errors } = await analyse(`${server.url}/auto/v1`, "--seconds", "40", "--pace");
      deepStrictEqual({ verdict, errors }, { verdict: "PASS", errors: {} });
      await hasJoints(server, 4);
    });

    await t.step("hdhr_check finds nothing to fail, at the root and below /hdhomerun", async () => {
      for (const extra of [["--exhaust"], ["--prefix", "/hdhomerun", "--no-guide"]]) {
        const { stdout } = await run("python3", `${TOOLS}/hdhr_check.py`, server.url, ...extra);
        const { FAIL } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}");
        strictEqual(FAIL, 0, stdout);
      }
    });

    await t.step("the guide and the figures please their own tools", async () => {
      const guide = `${server.folder}/guide.xml`;
      await Deno.writeTextFile(guide, await (await fetch(`${server.url}/xmltv.xml`)).text());
      const valid = await run("tv_validate_file", "--dtd-file", "/usr/share/xmltv/xmltv.dtd", guide);
      strictEqual(valid.code, 0, valid.stderr + valid.stdout);
      const sorted = await run("tv_sort", "--by-channel", guide, "--output", "/dev/null");
      strictEqual(sorted.stderr, "");
      const figures = `${server.folder}/metrics.txt`;
      await Deno.writeTextFile(figures, await (await fetch(`${server.url}/metrics`)).text());
      const linted = await run("sh", "-c", `promtool check metrics < ${figures}`);
      strictEqual(linted.code, 0, linted.stderr);
    });

    await t.step("ffmpeg plays the live playlist", async () => {
      const url = `${server.url}/iptv/channel/7.1.m3u8`;
      const { stderr, code } = await run(
        "ffmpeg",
        "-nostdin",
        "-v",
        "warning",
        "-t",
        "6",
        "-i",
        url,
        "-f",
        "null",
        "-",
      );
      deepStrictEqual({ code, stderr }, { code: 0, stderr: "" });
    });
  },
});

Deno.test({
  name: "Every playable file airs, over as many joints as an evening has, and every picture can be decoded",
  ...needs("python3", "ffmpeg", "tshark"),
  async fn() {
    const media = await testMedia(3);
    const schedule = `{ kind: loop, order: chronological, collection: { folder: ${media} } }`;
    await using server = await RealServer.start({
      config: `libraries: { local: { paths: [${media}] } }
streaming: { lifecycle: on_demand }
channels: [{ number: 1, name: All, schedule: ${schedule} }]`,
    });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
    const path = "/api/v1/media?state=playable&limit=100";
    const { items } = await server.get<{ items: { title: string }[] }>(path);
    const file = `${server.folder}/capture.ts`;
    await Deno.writeFile(file, await capture(`${server.url}/auto/v1`, items.length * 3_000 + 6_000));
    const onAir = server.lines.filter((line) => line.includes("Playout: on air"));
    for (const { title } of items) {
      const text = JSON.stringify(title).slice(1, -1);
      ok(onAir.some((line) => line.includes(text)), `${title} never aired`);
    }
    ok(onAir.length >= items.length, `only ${onAir.length} joints`);
    deepStrictEqual(server.lines.filter((line) => line.includes("an input failed")), []);
    const { verdict, errors } = await analyse(file);
    deepStrictEqual({ verdict, errors }, { verdict: "PASS", errors: {} });
    const { stderr } = await run("ffmpeg", "-nostdin", "-v", "warning", "-i", file, "-f", "null", "-");
    strictEqual(stderr, "");
    strictEqual((await run("tshark", "-r", file, "-Y", "mp2t.cc.drop")).stdout, "");
  },
});

Deno.test({
  name: "Viewers share one ffmpeg, and it goes when they are gone",
  ...needs("ffmpeg", "ps"),
  async fn() {
    await using server = await RealServer.start({ config: await config() });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
    const streams = await Promise.all([1, 2].map(() => fetch(`${server.url}/auto/v7.1`)));
    const readers = streams.map((response) => response.body?.getReader());
    await Promise.all(readers.map((reader) => reader?.read()));
    await server.until(async () => (await server.processes("7.1")).length === 1);
    strictEqual((await server.get<{ items: unknown[] }>("/api/v1/sessions")).items.length, 2);
    await Promise.all(readers.map((reader) => reader?.cancel()));
    await server.until(async () => (await server.processes("7.1")).length === 0, 20_000);
    strictEqual((await server.get<{ items: unknown[] }>("/api/v1/sessions")).items.length, 0);
  },
});

Deno.test({
  name: "An ffmpeg that is killed is replaced without a viewer noticing",
  ...needs("python3", "ffmpeg"),
  async fn() {
    await using server = await RealServer.start({ config: await config() });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
    const watching = capture(`${server.url}/auto/v1`, 25_000);
    for (let kill = 0; kill < 3; kill++) {
      await pause(5_000);
      for (const { pid } of await server.processes("1")) Deno.kill(pid, "SIGKILL");
    }
    const file = `${server.folder}/killed.ts`;
    await Deno.writeFile(file, await watching);
    const { verdict, errors, streams } = await analyse(file);
    deepStrictEqual({ verdict, errors }, { verdict: "PASS", errors: {} });
    const pictures = streams.find(({ kind }) => kind === "video")?.pes ?? 0;
    ok(pictures > 25 * 30, `only ${pictures} pictures in 25 s and a reserve`);
    const { stderr } = await run("ffmpeg", "-nostdin", "-v", "warning", "-i", file, "-f", "null", "-");
    strictEqual(stderr, "");
  },
});

Deno.test({
  name: "A server that is killed leaves no ffmpeg behind and comes back to the same programme",
  ...needs("ffmpeg", "ps"),
  async fn() {
    await using server = await RealServer.start({ config: await config() });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
    const reader = (await fetch(`${server.url}/auto/v2`)).body?.getReader();
    await reader?.read();
    await server.until(async () => (await server.processes("2")).length > 0);
    const pids = (await server.processes()).map(({ pid }) => pid);
    const [from, to] = [0, 3_600_000].map((aheadMs) => new Date(Date.now() + aheadMs).toISOString());
    const hour = `/api/v1/channels/2/timeline?from=${from}&to=${to}`;
    const planned = await server.get(hour);
    const main = await server.mainPid();
    Deno.kill(main, "SIGKILL");
    await pause(2_000);
    const alive = await run("ps", "-o", "pid=", "-p", pids.join(","));
    strictEqual(alive.stdout.trim(), "");
    await server.until(() => server.isReady(), 30_000);
    ok(await server.mainPid() !== main);
    deepStrictEqual(await server.get(hour), planned);
    await reader?.cancel().catch(() => "the connection broke with the server");
  },
});
