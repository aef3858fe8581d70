import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { passageCommand, planTranscode } from "../../src/ffmpeg/mod.ts";
import { Demuxer } from "../../src/mpegts/mod.ts";
import { inFolder, output, probeClip, SMALL } from "./joint_lab.ts";

const FRAMES = 25;

/** A web server with one file; what it was asked for, and where it sends those who ask for something else. */
class FileServer implements AsyncDisposable {
  readonly asked: string[] = [];
  redirectTo = "";
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(private readonly bytes: Uint8Array<ArrayBuffer>) {
    this.#server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => undefined }, (request) => {
      return this.#answer(request);
    });
  }

  url(path: string): string {
    return `http://127.0.0.1:${this.#server.addr.port}${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }

  #answer({ url, headers }: Request): Response {
    const { pathname } = new URL(url);
    const range = headers.get("range") ?? "";
    this.asked.push(`${pathname} ${range}`);
    const status = Number(/^\/moved-(\d+)/.exec(pathname)?.[1] ?? 0);
    if (status > 0) return new Response(null, { status, headers: { location: this.redirectTo } });
    const from = Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0);
    const last = this.bytes.length - 1;
    return new Response(this.bytes.subarray(from), {
      status: 206,
      headers: { "accept-ranges": "bytes", "content-range": `bytes ${from}-${last}/${last + 1}` },
    });
  }
}

/** A minute of picture and sound, 2 Mbit/s, so that its middle is beyond what one answer would have sent by then. */
async function makeClip(path: string): Promise<void> {
  const picture = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=60"];
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-b:v", "2M", "-g", "50", "-c:a", "aac"];
  await output("-v", "error", ...picture, "-f", "lavfi", "-i", "sine=d=60", ...codec, path);
}

Deno.test("ffmpeg plays a file of another machine, and asks that machine only", (t) =>
  inFolder(async (folder) => {
    const path = `${folder}/clip.mkv`;
    await makeClip(path);
    const { info } = await probeClip(path);
    const plan = planTranscode(info, SMALL);
    await using here = new FileServer(await Deno.readFile(path));
    await using elsewhere = new FileServer(await Deno.readFile(path));
    here.redirectTo = elsewhere.url("/clip.mkv");
    const command = (url: string) =>
      passageCommand({ path: url, offsetMs: 30_000, frames: FRAMES, airsAtMs: 0 }, plan, SMALL);

    await t.step("from the middle, without reading the first half", async () => {
      const bytes = await output(...command(here.url("/A%20B/clip.mkv")));
      strictEqual(bytes[0], 0x47);
      const demuxer = new Demuxer();
      const units = [...demuxer.push(bytes), ...demuxer.end(true)].filter(({ kind }) => kind === "video");
      strictEqual(units.length, FRAMES);
      const froms = here.asked.map((line) => Number(/bytes=(\d+)-/.exec(line)?.[1]));
      ok(froms.some((from) => from > info.durationMs * 50 && from < info.durationMs * 250), `${here.asked}`);
      ok(here.asked.every((line) => line.startsWith("/A%20B/clip.mkv ")));
    });

    await t.step("and ffprobe finds there what it finds here", async () => {
      deepStrictEqual((await probeClip(here.url("/clip.mkv"))).info, info);
    });

    for (const status of [301, 302, 303, 307, 308]) {
      await t.step(`a redirect (${status}) to another port is not followed`, async () => {
        const { code, stdout } = await new Deno.Command("ffmpeg", {
          args: command(here.url(`/moved-${status}.mkv`)),
          stdin: "null",
        }).output();
        ok(code !== 0);
        deepStrictEqual([stdout.length, elsewhere.asked], [0, []]);
      });
    }
  }));
