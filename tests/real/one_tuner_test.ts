/** Players as they come, on a server with a single tuner. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { testMedia } from "./media.ts";
import { needs } from "./real_program.ts";
import { capture, RealServer, run } from "./real_server.ts";

/** Two channels; a small picture keeps the encoders quick. */
async function config(): Promise<string> {
  const media = await testMedia();
  const channel = (number: string) =>
    `  - { number: ${number}, name: Channel ${number}, schedule: { kind: loop, order: shuffle, collection: { folder: ${media}/Shows } } }\n`;
  return `libraries: { local: { paths: [${media}] } }
streaming: { lifecycle: on_demand }
hdhomerun: { tuner_count: 1 }
profiles: { default: { width: 320, height: 180, video_kbps: 800, preset: ultrafast } }
channels:
${channel("7.1")}${channel("8")}`;
}

Deno.test({
  name: "On one tuner a channel has many viewers, and changing channels is instant",
  ...needs("ffmpeg", "ffprobe", "curl"),
  async fn(t) {
    await using server = await RealServer.start({ config: await config() });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
    const curl = async (path: string, ...args: string[]) => {
      const { stdout, stderr } = await run("curl", "-sSi", "--max-time", "2", ...args, server.url + path);
      return { head: stdout.split("\r\n\r\n")[0] ?? "", error: stderr };
    };

    await t.step("two viewers of the same channel both play", async () => {
      const both = await Promise.all([
        capture(`${server.url}/auto/v7.1`, 5_000),
        probe(`${server.url}/tuner0/v7.1`),
      ]);
      ok(both[0].length > 100_000, `${both[0].length} bytes`);
      deepStrictEqual(both[1], ["video h264", "audio aac"]);
    });
    await t.step("a channel change succeeds at once", async () => {
      const watching = await fetch(`${server.url}/auto/v7.1`);
      await watching.body?.getReader().cancel();
      const beganMs = performance.now();
      const next = await fetch(`${server.url}/auto/v8`);
      strictEqual(next.status, 200);
      const reader = next.body?.getReader();
      const { value } = await reader?.read() ?? {};
      const waitedMs = performance.now() - beganMs;
      strictEqual(value?.[0], 0x47);
      ok(waitedMs < 1_000, `${Math.round(waitedMs)} ms`);
      const [tuner] = await server.get<{ VctNumber: string; TargetIP: string }[]>("/status.json");
      deepStrictEqual([tuner?.VctNumber, tuner?.TargetIP], ["8", "127.0.0.1"]);
      const { head } = await curl("/auto/v7.1");
      match(head, /^HTTP\/1\.1 503 .*\r\n[^]*x-hdhomerun-error: 805 All Tuners In Use/i);
      match(
        (await curl("/tuner0/v7.1")).head,
        /^HTTP\/1\.1 503 .*\r\n[^]*x-hdhomerun-error: 804 Tuner In Use/i,
      );
      match(
        (await curl("/auto/v7.1", "--head")).head,
        /^HTTP\/1\.1 200 .*\r\n[^]*content-type: video\/mp2t/i,
      );
      await reader?.cancel();
    });
    await t.step("Kodi's way: probe, look and play overlap, and each is answered at once", async () => {
      const url = `${server.url}/auto/v7.1`;
      const first = await fetch(url, { headers: { range: "bytes=0-" } });
      const head = await fetch(url, { method: "HEAD" });
      const second = await fetch(url, { headers: { range: "bytes=0-" } });
      deepStrictEqual([first.status, head.status, second.status], [200, 200, 200]);
      for (const { body } of [first, second]) {
        const reader = body?.getReader();
        strictEqual((await reader?.read())?.value?.[0], 0x47);
        await reader?.cancel();
      }
    });
    await t.step("curl's odd ways to ask", async () => {
      const stream = /^HTTP\/1\.[01] 200 .*\r\n[^]*content-type: video\/mp2t/i;
      for (
        const odd of [["--http1.0"], ["-H", "Connection: close"], ["-H", "Expect: 100-continue"], [
          "-r",
          "0-",
        ]]
      ) {
        match((await curl("/auto/v7.1?transcode=none", ...odd)).head, stream, odd.join(" "));
      }
      const limited = await run(
        "curl",
        "-sS",
        "-o",
        "/dev/null",
        "-w",
        "%{http_code} %{time_total}",
        `${server.url}/auto/v7.1?duration=2`,
      );
      const [status, seconds] = limited.stdout.split(" ").map(Number);
      ok(
        status === 200 && seconds !== undefined && seconds >= 1.5 && seconds < 4,
        limited.stdout + limited.stderr,
      );
    });
  },
});

Deno.test({
  name: "mpv and VLC play the playlist, and hear no damage",
  ...needs("ffmpeg", "mpv", "cvlc", "setpriv"),
  async fn(t) {
    await using server = await RealServer.start({ config: await config() });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);

    await t.step("mpv plays the playlist's first channel", async () => {
      const { code, stdout } = await run(
        ...["mpv", "--no-config", "--ytdl=no", "--vo=null", "--ao=null", "--length=4"] as const,
        ...["--playlist-start=0", "--msg-level=all=error", `${server.url}/iptv.m3u`],
      );
      deepStrictEqual([code, stdout], [0, ""]);
    });
    await t.step("VLC plays a channel over a joint", async () => {
      const home = await Deno.makeTempDir({ prefix: "exstreamtv-vlc-" });
      await Deno.chmod(home, 0o777);
      try {
        const { stdout, stderr } = await run(
          // It refuses to run as root.
          ...["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", `HOME=${home}`] as const,
          ...[
            "cvlc",
            "-vv",
            "--intf",
            "dummy",
            "--no-video",
            "--no-audio",
            "--run-time=14",
            "--play-and-exit",
          ],
          ...[`${server.url}/auto/v8`, "vlc://quit"],
        );
        const said = stdout + stderr;
        match(said, /demux.*ts|ts demux/i);
        deepStrictEqual(said.match(/.*(discontinuity received|Bad CRC_32|lost synchro).*/g), null);
      } finally {
        await Deno.remove(home, { recursive: true });
      }
    });
  },
});

/** Kinds of streams ffprobe sees. */
async function probe(url: string): Promise<string[]> {
  const { stdout } = await run(
    ...[
      "ffprobe",
      "-v",
      "error",
      "-show_entries",
      "stream=codec_type,codec_name",
      "-of",
      "json",
      url,
    ] as const,
  );
  const { streams } = JSON.parse(stdout) as { streams: { codec_type: string; codec_name: string }[] };
  return streams.map(({ codec_type: type, codec_name: codec }) => `${type} ${codec}`);
}
