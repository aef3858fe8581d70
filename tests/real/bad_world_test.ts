import { deepStrictEqual, match, strictEqual } from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { needs } from "./real_program.ts";
import { pause, RealServer, run } from "./real_server.ts";

const TS_CHECK = fileURLToPath(new URL("../tools/ts_check.py", import.meta.url));

/** A folder with one good clip and one whose name is no UTF-8. */
async function oddFolder(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "exstreamtv-odd-" });
  const clip = `${folder}/clip.mp4`;
  const picture = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=60"];
  const sound = ["-f", "lavfi", "-i", "sine=f=440:d=60"];
  const made = await run(
    "ffmpeg",
    "-nostdin",
    "-v",
    "error",
    ...picture,
    ...sound,
    "-preset",
    "ultrafast",
    clip,
  );
  strictEqual(made.code, 0, made.stderr);
  const named = await run(
    "sh",
    "-c",
    `cp '${clip}' "$(printf '${folder}/caf\\351.mp4')"; touch -d '1 hour ago' '${folder}'/*`,
  );
  strictEqual(named.code, 0, named.stderr);
  return folder;
}

const config = (folder: string) =>
  `libraries: { local: { paths: [${folder}] } }
streaming: { lifecycle: on_demand }
channels: [{ number: 1, name: Odd, schedule: { kind: loop, collection: { folder: ${folder} }, order: chronological } }]`;

Deno.test({
  name: "A world that misbehaves costs nobody else's stream",
  ...needs("ffmpeg", "curl", "python3"),
  async fn(t) {
    const folder = await oddFolder();
    await using server = await RealServer.start({ config: config(folder) });
    await server.until(() => server.lines.some((line) => line.includes("Library: folder scanned")), 60_000);

    await t.step("a file whose name is no UTF-8 is listed with its reason, the others air", async () => {
      const { items } = await server.get<{ items: { fault: string }[] }>("/api/v1/media?state=broken");
      strictEqual(items.length, 1);
      match(items[0]?.fault ?? "", /UTF-8|name/i);
    });

    const response = await fetch(`${server.url}/auto/v1`);
    const reader = response.body?.getReader();
    let hasEnded = false;
    const following = (async () => {
      for (;;) {
        const read = await reader?.read();
        if (read === undefined || read.done) break;
      }
      hasEnded = true;
    })();

    const CASES = [
      ["an unknown channel", ["/auto/v99"], 404],
      ["a tuner out of range", ["/tuner9/v1"], 404],
      ["a duration that is none", ["/auto/v1?duration=soon"], 400],
      ["a malformed query", ["/api/v1/media?limit=%zz"], 400],
      ["a limit out of range", ["/api/v1/media?limit=100000"], 400],
      ["a header of 100 kB", ["/health", "-H", `X-Big: ${"x".repeat(100_000)}`], 400],
      ["a path out of the static folder", ["/static/../deno.json", "--path-as-is"], 404],
      ["the same, encoded", ["/static/%2e%2e%2fdeno.json", "--path-as-is"], 404],
      ["an absurd method", ["/health", "-X", "BREW"], 405],
    ] as const;
    for (const [name, [path, ...args], want] of CASES) {
      await t.step(`${name} is answered with ${want}`, async () => {
        const { stdout } = await run(
          "curl",
          "-s",
          "-o",
          "/dev/null",
          "-w",
          "%{http_code}",
          ...args,
          server.url + path,
        );
        strictEqual(Number(stdout), want);
      });
    }

    await t.step(
      "a folder that vanishes while it plays leaves the viewer on a card, without a hole",
      async () => {
        const watching = run("python3", TS_CHECK, `${server.url}/auto/v1`, "--seconds", "30", "--pace");
        await pause(4_000);
        await Deno.rename(folder, `${folder}-gone`);
        for (const { pid } of await server.processes("1")) Deno.kill(pid, "SIGKILL");
        const { verdict, errors } = JSON.parse((await watching).stdout);
        deepStrictEqual({ verdict, errors }, { verdict: "PASS", errors: {} });
        strictEqual(hasEnded, false);
        await server.until(async () => {
          const { items } = await server.get<{ items: { state: string; fault: string | null }[] }>(
            "/api/v1/channels",
          );
          return items[0]?.state === "slate" && items[0].fault !== null;
        });
      },
    );

    await reader?.cancel();
    await following;
    await Deno.remove(`${folder}-gone`, { recursive: true });
    deepStrictEqual(await server.processes("1"), []);
  },
});
