import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { needs } from "./real_program.ts";
import { capture, RealServer, run } from "./real_server.ts";

const TS_CHECK = fileURLToPath(new URL("../tools/ts_check.py", import.meta.url));

/** One clip, again and again, that must be encoded and is far too soft. */
async function makeClip(folder: string): Promise<void> {
  const { code, stderr } = await run(
    ...["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc2=s=480x270:r=25:d=12"] as const,
    ...[
      "-f",
      "lavfi",
      "-i",
      "sine=f=440:r=48000:d=12",
      "-af",
      "volume=-22dB",
      "-c:v",
      "mpeg4",
      "-c:a",
      "aac",
    ],
    ...["-ac", "2", `${folder}/clip.mkv`],
  );
  strictEqual(code, 0, stderr);
  // A file this old is taken for whole at once.
  await Deno.utime(`${folder}/clip.mkv`, 1_000_000_000, 1_000_000_000);
}

function config(media: string): string {
  return `libraries: { local: { paths: [${media}] } }
streaming: { lifecycle: on_demand, linger_s: 10 }
ready_cache: { enabled: true, max_gb: 1 }
profiles: { default: { width: 320, height: 180, video_kbps: 300, preset: ultrafast, loudness_lufs: -23 } }
channels: [{ number: 1, name: One, schedule: { kind: loop, collection: { folder: ${media} } } }]
`;
}

async function metric(server: RealServer, name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(
    text.split("\n").find((line) => line.startsWith(`exstreamtv_${name} `))?.split(" ")[1] ?? NaN,
  );
}

/** What ffmpeg's own meter says of a stream. */
async function lufsOf(file: string): Promise<number> {
  const { stderr } = await run(
    ...[
      "ffmpeg",
      "-nostdin",
      "-nostats",
      "-i",
      file,
      "-map",
      "0:a",
      "-af",
      "loudnorm=print_format=json",
    ] as const,
    ...["-f", "null", "-"],
  );
  return Number(/"input_i" : "([^"]+)"/.exec(stderr)?.[1]);
}

/** Watches for some seconds; the stream is clean, and every picture of it can be decoded. */
async function watch(server: RealServer, file: string): Promise<void> {
  // It ends by itself: a stream that is cut off may end in the middle of a packet.
  await Deno.writeFile(file, await capture(`${server.url}/auto/v1?duration=5`, 30_000));
  const { stdout } = await run("python3", TS_CHECK, file);
  const { verdict, errors } = JSON.parse(stdout);
  deepStrictEqual({ verdict, errors }, { verdict: "PASS", errors: {} });
  const { stderr } = await run("ffmpeg", "-nostdin", "-v", "warning", "-i", file, "-f", "null", "-");
  strictEqual(stderr, "");
}

Deno.test({
  name:
    "A programme is measured and encoded ahead, airs without ffmpeg at its level, and live when its file is damaged",
  ...needs("python3", "ffmpeg"),
  async fn(t) {
    const folder = await Deno.makeTempDir({ prefix: "exstreamtv-ready-" });
    const media = `${folder}/media`;
    const ready = `${folder}/data/ready`;
    const options = { config: config(media), data: folder };
    try {
      await Deno.mkdir(media);
      await makeClip(media);
      await t.step("it airs from its file", async () => {
        const server = await RealServer.start(options);
        try {
          await server.until(() => server.lines.some((line) => line.includes("ReadyCache: encoded")));
          strictEqual((await Array.fromAsync(Deno.readDir(ready))).length, 1);
          const before = await metric(server, "ready_cache_misses_total");
          const working: string[] = [];
          const looking = setInterval(() => {
            void server.processes().then((list) => working.push(...list.map((it) => it.channel_id)));
          }, 100);
          await watch(server, `${folder}/ready.ts`);
          clearInterval(looking);
          deepStrictEqual(working.filter((id) => id === "1"), [], "an ffmpeg worked for the channel");
          ok(await metric(server, "ready_cache_hits_total") >= 1);
          strictEqual(await parameterSets(`${folder}/ready.ts`), 2, "the card's SPS and PPS are the file's");
          strictEqual(await metric(server, "ready_cache_misses_total"), before);
        } finally {
          await server.stop();
        }
      });

      await t.step("its sound was measured once, kept, and brought to its level", async () => {
        using database = new DatabaseSync(`${folder}/data/exstreamtv.db`);
        const rows = database.prepare("SELECT integrated_lufs FROM loudness").all();
        strictEqual(rows.length, 1);
        const lufs = Number(rows[0]?.["integrated_lufs"]);
        ok(lufs > -45 && lufs < -35, `${lufs} LUFS`);
        const aired = await lufsOf(`${folder}/ready.ts`);
        ok(Math.abs(aired + 23) < 1, `${aired} LUFS on air`);
      });

      await t.step("a file that was damaged is removed, and the programme is encoded live", async () => {
        const [{ name } = { name: "" }] = await Array.fromAsync(Deno.readDir(ready));
        await damage(`${ready}/${name}`);
        const server = await RealServer.start(options);
        try {
          await watch(server, `${folder}/live.ts`);
          strictEqual(await metric(server, "ready_cache_corrupt_total"), 1);
          match(server.lines.join("\n"), /ReadyCache: a file is unusable and removed/);
          await server.until(() => server.lines.some((line) => line.includes("Playout: on air")));
        } finally {
          await server.stop();
        }
      });
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** How many different SPS and PPS a stream has. */
async function parameterSets(file: string): Promise<number> {
  const { stdout } = await new Deno.Command("ffmpeg", {
    args: [
      ...["-nostdin", "-v", "error", "-i", file, "-map", "0:v", "-c", "copy"],
      ...["-bsf:v", "filter_units=pass_types=7-8", "-f", "h264", "pipe:1"],
    ],
  }).output();
  const units = new TextDecoder("latin1").decode(stdout).split("\0\0\x01").map((unit) =>
    unit.replace(/\0$/, "")
  )
    .filter((unit) => unit !== "");
  ok(units.length > 2, "there are some");
  return new Set(units).size;
}

async function damage(path: string): Promise<void> {
  using file = await Deno.open(path, { read: true, write: true });
  await file.seek(1_000, Deno.SeekMode.Start);
  await file.write(Uint8Array.of(0xff, 0xff, 0xff));
}
