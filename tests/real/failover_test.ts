import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { BadHttp, type Behaviour } from "../fakes/bad_http.ts";
import { analyse } from "./checkers.ts";
import { Recorder } from "../soak/recorder.ts";
import { needs } from "./real_program.ts";
import { pause, RealServer, run } from "./real_server.ts";

/** What is asked of a channel's runtime status. */
interface Runtime {
  readonly "active_input_id": string;
  readonly inputs: readonly { readonly status: string }[];
}

/** What the mirror of each channel does, from channel 1 on. */
const MIRRORS: readonly (readonly [place: string, behaviour: Behaviour])[] = [
  ["good", { kind: "ok" }],
  ["missing", { kind: "status", status: 404 }],
  ["page", { kind: "html" }],
  ["silent", { kind: "stall", afterBytes: 20_000 }],
  ["cut", { kind: "reset", afterBytes: 0 }],
];
const ADMIN_TOKEN = "one-of-a-test-0123456789";
const CHANNELS = MIRRORS.map((_, index) => `${index + 1}`);

async function makeClip(path: string, seconds: number, hertz: number): Promise<void> {
  const picture = ["-f", "lavfi", "-i", `testsrc2=s=320x180:r=25:d=${seconds}`];
  const sound = ["-f", "lavfi", "-i", `sine=f=${hertz}:d=${seconds}`];
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"];
  const made = await run("ffmpeg", "-nostdin", "-v", "error", ...picture, ...sound, ...codec, path);
  strictEqual(made.code, 0, made.stderr);
  // A library takes young files for unfinished ones.
  await Deno.utime(path, new Date(Date.now() - 3_600_000), new Date(Date.now() - 3_600_000));
}

/** A programme of ten minutes, two fillers, and the programme again for each mirror. */
async function makeMedia(root: string): Promise<void> {
  for (const folder of ["main", "fill", ...MIRRORS.map(([place]) => `mirrors/${place}`)]) {
    await Deno.mkdir(`${root}/${folder}`, { recursive: true });
  }
  await makeClip(`${root}/main/film.mkv`, 600, 440);
  for (const [name, hertz] of [["one", 880], ["two", 660]] as const) {
    await makeClip(`${root}/fill/${name}.mkv`, 20, hertz);
  }
  for (const [place] of MIRRORS) {
    await Deno.link(`${root}/main/film.mkv`, `${root}/mirrors/${place}/film.mkv`);
  }
}

function config(root: string, mirrorUrl: string): string {
  const channel = (number: string, place: string) =>
    `  - { number: ${number}, name: Channel ${number}, ` +
    `schedule: { kind: loop, collection: { folder: "${root}/main" } }, ` +
    `inputs: { mirrors: [{ from: "${root}/main", to: "${mirrorUrl}/${place}" }], fallback: { folder: "${root}/fill" }, alternates: false } }\n`;
  return `libraries: { local: { paths: ["${root}/main", "${root}/fill"] } }
security: { admin_token: ${ADMIN_TOKEN} }
profiles: { default: { width: 320, height: 180, video_kbps: 300 } }
streaming: { lifecycle: on_demand }
channels:
${MIRRORS.map(([place], index) => channel(CHANNELS[index] ?? "", place)).join("")}`;
}

/** The inputs that took over on a channel so far, as `primary>mirror:0 error`. */
function switchesOf({ lines }: RealServer, channel: string): string[] {
  return lines.filter((line) => line.includes("Failover: another input is on air")).map((line) =>
    JSON.parse(line)
  )
    .filter((it) => it.channel === channel).map(({ from, to, reason }) => `${from}>${to} ${reason}`);
}

async function kill(server: RealServer, channel?: string): Promise<void> {
  for (const { pid } of await server.processes(channel)) Deno.kill(pid, "SIGKILL");
}

async function metric(server: RealServer, name: string, labels: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const values = text.matchAll(new RegExp(`^exstreamtv_${name}\\{(.*)\\} (\\S+)$`, "gm"));
  return [...values].filter(([, of]) => of?.includes(labels)).reduce(
    (sum, [, , value]) => sum + Number(value),
    0,
  );
}

/** What is wrong with a stream, in the words of two programs that are not ours. */
async function faultsOf(path: string): Promise<unknown> {
  const { errors } = await analyse(path);
  const decoded = await run("ffmpeg", "-nostdin", "-v", "warning", "-i", path, "-f", "null", "-");
  return { errors, said: decoded.stderr };
}

Deno.test({
  name: "A folder that vanishes amid a programme",
  ...needs("ffmpeg", "python3"),
  async fn(t) {
    const root = await Deno.makeTempDir({ prefix: "exstreamtv-failover-" });
    try {
      await makeMedia(root);
      await using mirrors = BadHttp.start(`${root}/mirrors`);
      for (const [place, behaviour] of MIRRORS) mirrors.behave(behaviour, `/${place}/`);
      await using server = await RealServer.start({ config: config(root, mirrors.url) });
      await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);
      const viewers = await Promise.all(
        CHANNELS.map((number) =>
          Recorder.start(`${server.url}/iptv/channel/${number}.ts`, `${root}/${number}.ts`)
        ),
      );
      const isOnAir = (number: string) =>
        server.lines.some((line) =>
          line.includes("Playout: on air") && line.includes(`"channel":"${number}"`)
        );
      await server.until(() => CHANNELS.every(isOnAir));
      await pause(5_000);
      await Deno.rename(`${root}/main`, `${root}/gone`);
      await kill(server);

      await t.step("is taken over by a mirror of another machine", async () => {
        await server.until(() => switchesOf(server, "1").length > 0);
        deepStrictEqual(switchesOf(server, "1"), ["primary>mirror:0 error"]);
      });
      await t.step("is covered by a filler where the mirror is no better", async () => {
        await server.until(
          () => CHANNELS.slice(1).every((number) => switchesOf(server, number).length > 0),
          35_000,
        );
        for (const number of CHANNELS.slice(1)) {
          match(switchesOf(server, number)[0] ?? "", /^primary>filler /);
        }
      });
      await Deno.rename(`${root}/gone`, `${root}/main`);
      // A mirror that breaks off again and again opens the breaker, and its channel waits two minutes for the return.
      const patient = CHANNELS.slice(1, -1);
      await t.step("is returned to by itself", async () => {
        await server.until(() => patient.every((number) => switchesOf(server, number).length > 1), 45_000);
        for (const number of patient) strictEqual(switchesOf(server, number)[1], "filler>primary failback");
      });
      await t.step("and an ffmpeg of the mirror that is killed then gives way to it", async () => {
        await kill(server, "1");
        await server.until(() => switchesOf(server, "1").length > 1);
        deepStrictEqual(switchesOf(server, "1"), ["primary>mirror:0 error", "mirror:0>primary error"]);
      });

      await t.step("fifty wishes of an operator leave the last one on air, and one ffmpeg", async () => {
        const runtime = () => server.get<Runtime>("/api/v1/channels/1/runtime");
        // It was killed a moment ago: until it is well again, nobody can have it.
        await server.until(async () => (await runtime()).inputs[1]?.status === "idle", 30_000);
        for (let wish = 0; wish < 50; wish++) {
          const response = await fetch(`${server.url}/api/v1/channels/1/inputs/switch`, {
            method: "POST",
            headers: { "content-type": "application/json", authorization: `Bearer ${ADMIN_TOKEN}` },
            body: JSON.stringify({
              input_id: wish % 2 === 0 ? "mirror:0" : "primary",
              sticky: "until_cleared",
            }),
          });
          strictEqual(response.status, 200, await response.text());
        }
        await server.until(async () => {
          const { active_input_id: id } = await runtime();
          return id === "primary" && (await server.processes("1")).length === 1;
        });
      });

      await pause(3_000);
      for (const [index, viewer] of viewers.entries()) {
        await t.step(`channel ${CHANNELS[index]} stays connected, and its stream is clean`, async () => {
          await viewer.stop();
          ok(viewer.bytes > 100_000);
          deepStrictEqual(await faultsOf(viewer.path), { errors: {}, said: "" });
        });
      }
      await t.step("figures tell of it", async () => {
        for (const number of CHANNELS) {
          const labels = `channel_id="${number}"`;
          strictEqual(await metric(server, "failovers_total", labels), switchesOf(server, number).length);
          ok(await metric(server, "stream_failure_total", labels) >= 2);
        }
        ok(await metric(server, "slate_seconds_total", 'channel_id="4"') > 0);
      });
    } finally {
      await Deno.remove(root, { recursive: true });
    }
  },
});
