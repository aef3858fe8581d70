import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { testMedia } from "./media.ts";
import { needs } from "./real_program.ts";
import { RealServer } from "./real_server.ts";

/** Twelve-second clips of which every second one is copied and every other encoded: decoders meet new parameters. */
async function config(): Promise<string> {
  const media = await testMedia();
  return `libraries: { local: { paths: [${media}] } }
streaming: { lifecycle: on_demand }
channels:
  - { number: 1, name: Test Pattern, schedule: { kind: loop, collection: { show: The Test Pattern Show }, order: chronological } }
`;
}

interface Playback {
  readonly seconds: number;
  readonly dropped: number;
  readonly decoded: number;
  readonly width: number;
}

const PLAYBACK = `(() => {
  const video = document.querySelector("video");
  const quality = video?.getVideoPlaybackQuality();
  return { seconds: video?.currentTime ?? 0, dropped: quality?.droppedVideoFrames ?? 0,
    decoded: quality?.totalVideoFrames ?? 0, width: video?.videoWidth ?? 0 };
})()`;

Deno.test({
  name: "The dashboard's player plays a real channel over its joints",
  ...needs("chromium", "ffmpeg"),
  // Chromium's driver keeps a timer and a process of its own.
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using server = await RealServer.start({ config: await config() });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      await page.goto(server.url);
      await page.getByRole("button", { name: /^Watch 1 / }).or(page.locator(".card").first()).first().click();
      // Polled from here: the page's policy forbids the browser to evaluate a condition by itself.
      await server.until(async () => (await page.evaluate<Playback>(PLAYBACK)).seconds > 20, 60_000);
      const playback = await page.evaluate<Playback>(PLAYBACK);
      strictEqual(playback.width, 1280);
      ok(playback.decoded > 15 * 30, `only ${playback.decoded} pictures in ${playback.seconds} s`);
      await page.screenshot({ path: join(tmpdir(), "exstreamtv-player-real.png") });
      const joints = server.lines.filter((line) => line.includes("Playout: on air")).length;
      ok(joints >= 2, `only ${joints} joints`);
      await page.keyboard.press("Escape");
      await server.until(async () =>
        (await server.get<{ items: unknown[] }>("/api/v1/sessions")).items.length === 0
      );
      await page.screenshot({ path: join(tmpdir(), "exstreamtv-channels-real.png") });
      deepStrictEqual(complaints, []);
    } finally {
      await browser.close();
    }
  },
});
