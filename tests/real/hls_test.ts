// deno-lint-ignore-file camelcase -- the names of the API
import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { XmltvReader } from "../../src/guide/parse_xmltv.ts";
import { testMedia } from "./media.ts";
import { needs } from "./real_program.ts";
import { pause, RealServer, run } from "./real_server.ts";

const TS_CHECK = fileURLToPath(new URL("../tools/ts_check.py", import.meta.url));
const PLAYLIST = "/iptv/channel/1.m3u8";

/** Twelve-second clips of which every second one is copied and every other encoded: decoders meet new parameters. */
async function config(): Promise<string> {
  return `libraries: { local: { paths: [${await testMedia()}] } }
streaming: { lifecycle: on_demand }
channels:
  - { number: 1, name: Test Pattern, schedule: { kind: loop, collection: { show: The Test Pattern Show }, order: chronological } }
`;
}

/** What a channel says it sent, as the API tells it. */
interface Aired {
  readonly from: string;
  readonly until: string;
  readonly title: string;
  readonly input: string | null;
  readonly late_ms: number | null;
}

/** What hls.js says of its playback. */
interface Playback {
  readonly seconds: number;
  readonly decoded: number;
  readonly fatal: readonly string[];
  /** Discontinuity numbers of what was played. */
  readonly discontinuities: readonly number[];
}

/** Plays a playlist in a page of the server's own origin, which the server does not have. */
async function play(page: Page, server: RealServer): Promise<() => Promise<Playback>> {
  const script = await Deno.readTextFile(fileURLToPath(import.meta.resolve("hls.js/dist/hls.min.js")));
  const player = `<video muted></video><script>${script.replaceAll("</script", "<\\/script")}</script><script>
    const video = document.querySelector("video");
    const seen = { fatal: [], discontinuities: new Set() };
    const hls = new Hls();
    hls.on(Hls.Events.ERROR, (_, { fatal, details }) => fatal && seen.fatal.push(details));
    hls.on(Hls.Events.FRAG_CHANGED, (_, { frag }) => seen.discontinuities.add(frag.cc));
    hls.on(Hls.Events.MANIFEST_PARSED, () => video.play());
    hls.loadSource(${JSON.stringify(PLAYLIST)});
    hls.attachMedia(video);
    globalThis.playback = () => ({ ...seen, seconds: video.currentTime,
      discontinuities: [...seen.discontinuities], decoded: video.getVideoPlaybackQuality().totalVideoFrames });
  </script>`;
  await page.route("**/player", (route) => route.fulfill({ contentType: "text/html", body: player }));
  await page.goto(`${server.url}/player`);
  return () => page.evaluate<Playback>("playback()");
}

/** Addresses of the segments in the playlist as it is now. */
async function listed(server: RealServer): Promise<{ urls: string[]; text: string }> {
  const text = await (await fetch(server.url + PLAYLIST)).text();
  const names = text.split("\n").filter((line) => line.endsWith(".ts"));
  return { text, urls: names.map((name) => new URL(name, server.url + PLAYLIST).href) };
}

function sequenceOf(text: string): number {
  return Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]);
}

Deno.test({
  name: "hls.js and ffmpeg play the live playlist over its joints",
  ...needs("chromium", "ffmpeg", "ffprobe", "python3"),
  // Chromium's driver keeps a timer and a process of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn(t) {
    await using server = await RealServer.start({ config: await config() });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);

    await t.step(
      "a cold channel has a playlist within a second, of a segment of a second at most",
      async () => {
        const startedMs = performance.now();
        const { text } = await listed(server);
        ok(performance.now() - startedMs < 1_000, `it took ${performance.now() - startedMs} ms`);
        ok(Number(/#EXTINF:([\d.]+)/.exec(text)?.[1]) <= 1, text);
      },
    );

    await t.step("in the browser, without an error that ends it", async () => {
      await using browser = await chromium.launch({
        executablePath: "/usr/bin/chromium",
        args: ["--no-sandbox"],
      });
      const playback = await play(await browser.newPage(), server);
      const client = run(
        "ffmpeg",
        "-nostdin",
        "-v",
        "warning",
        "-i",
        server.url + PLAYLIST,
        "-t",
        "15",
        "-f",
        "null",
        "-",
      );
      await server.until(async () => (await playback()).seconds > 24, 50_000);
      const { fatal, discontinuities, decoded, seconds } = await playback();
      deepStrictEqual(fatal, []);
      ok(discontinuities.length >= 2, "it played over a joint of unequal parameters");
      ok(decoded > 0.8 * 30 * seconds, `only ${decoded} pictures in ${seconds} s`);
      ok(server.lines.filter((line) => line.includes("Playout: on air")).length >= 3);
      const { code, stderr } = await client;
      deepStrictEqual({ code, stderr }, { code: 0, stderr: "" });
    });

    await t.step("what it lists is one clean stream, each segment begins with a key frame", async () => {
      const { urls } = await listed(server);
      strictEqual(urls.length, 6);
      const segments = await Promise.all(urls.map(async (url) => (await fetch(url)).bytes()));
      const file = `${server.folder}/segments.ts`;
      await Deno.writeFile(file, await new Blob(segments).bytes());
      const { stdout } = await run("python3", TS_CHECK, file);
      const { verdict, errors } = JSON.parse(stdout);
      deepStrictEqual({ verdict, errors }, { verdict: "PASS", errors: {} });
      for (const segment of segments) {
        await Deno.writeFile(file, segment);
        const first = ["-select_streams", "v", "-show_entries", "frame=key_frame", "-read_intervals", "%+#1"];
        const probed = await run("ffprobe", "-v", "error", ...first, "-of", "csv=p=0", file);
        match(probed.stdout, /^1\b/);
        strictEqual(probed.stderr, "");
      }
    });

    await t.step(
      "dates are those of the guide, and none lies further ahead than viewers are let",
      async () => {
        const { text } = await listed(server);
        const dates = [...text.matchAll(/DATE-TIME:(\S+)/g)].map(([, date = ""]) => Date.parse(date));
        strictEqual(dates.length, 6);
        for (const date of dates) ok(date < Date.now() + 6_000 && date > Date.now() - 60_000);
      },
    );

    await t.step("what the guide tells, what went out and what the dates say is one", async () => {
      const reader = new XmltvReader();
      reader.write(await (await fetch(`${server.url}/xmltv.xml`)).text());
      const guide = reader.takeSpans();
      const { text } = await listed(server);
      const dates = [...text.matchAll(/DATE-TIME:(\S+)/g)].map(([, date = ""]) => Date.parse(date));
      const { items } = await server.get<{ items: Aired[] }>("/api/v1/channels/1/aired");
      // What the channel began amid may have been called otherwise then: NFO files are read in the background.
      const whole = items.filter(({ late_ms: lateMs }) => lateMs !== null);
      ok(whole.length >= 2, JSON.stringify(items));
      for (const { from, until, title, late_ms: lateMs } of whole) {
        ok(Math.abs(lateMs ?? 0) <= 1_000, `${title} began ${lateMs} ms late`);
        const second = Math.floor((Date.parse(from) + Date.parse(until)) / 2_000);
        const told = guide.find(({ startS, stopS }) => startS <= second && second < stopS);
        strictEqual(told?.subTitle, title);
      }
      const covered = dates.filter((date) =>
        items.some(({ from, until }) => Date.parse(from) <= date + 50 && date < Date.parse(until))
      );
      ok(covered.length > 0, `${dates} lie in none of ${JSON.stringify(items)}`);
    });

    await t.step("numbers rise when the server is killed and comes back", async () => {
      const before = await listed(server);
      Deno.kill(await server.mainPid(), "SIGKILL");
      await pause(500);
      await server.until(() => server.isReady(), 30_000);
      const after = await listed(server);
      ok(sequenceOf(after.text) > sequenceOf(before.text) + before.urls.length - 1);
      match(after.text, /#EXT-X-DISCONTINUITY\n/);
      const gone = await fetch(before.urls[0] ?? "");
      await gone.body?.cancel();
      strictEqual(gone.status, 404);
    });
  },
});
