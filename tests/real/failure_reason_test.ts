/** The installed ffmpeg, whatever its version, against a server that goes wrong: its words are still understood. */
import { ok, strictEqual } from "node:assert/strict";
import { type FailureCode, failureReason } from "../../src/ffmpeg/mod.ts";
import { BadHttp, type Behaviour } from "../fakes/bad_http.ts";
import { needs } from "./real_program.ts";
import { run } from "./real_server.ts";

const CASES: readonly (readonly [Behaviour, FailureCode])[] = [
  [{ kind: "status", status: 401 }, "forbidden"],
  [{ kind: "status", status: 403 }, "forbidden"],
  [{ kind: "status", status: 404 }, "not_found"],
  [{ kind: "status", status: 410 }, "gone"],
  [{ kind: "status", status: 429 }, "throttled"],
  [{ kind: "status", status: 500 }, "server_error"],
  [{ kind: "status", status: 503 }, "server_error"],
  [{ kind: "html" }, "invalid_data"],
  [{ kind: "stall", afterBytes: 0 }, "timeout"],
  [{ kind: "stall", afterBytes: 60_000 }, "timeout"],
  [{ kind: "silent" }, "timeout"],
  [{ kind: "reset", afterBytes: 0 }, "reset"],
  [{ kind: "reset", afterBytes: 60_000 }, "reset"],
];

Deno.test({
  name: "failureReason() understands the ffmpeg that is installed",
  ...needs("ffmpeg"),
  async fn(t) {
    const folder = await Deno.makeTempDir({ prefix: "exstreamtv-reason-" });
    try {
      const clip = ["-f", "lavfi", "-i", "testsrc2=s=320x180:r=30:d=10", "-c:v", "mpeg2video", "-b:v", "1M"];
      const made = await run("ffmpeg", "-nostdin", "-v", "error", ...clip, `${folder}/a.ts`);
      strictEqual(made.code, 0, made.stderr);
      await using server = BadHttp.start(folder);
      const address = `http://user:secret1@127.0.0.1:${server.port}/a.ts?token=secret2`;
      for (const [behaviour, want] of CASES) {
        await t.step(JSON.stringify(behaviour), async () => {
          server.behave(behaviour);
          await check(address, want);
        });
      }
      server.down();
      await t.step("nobody there", () => check(address, "refused"));
      await t.step(
        "a name that does not exist",
        () => check("http://nowhere.invalid/a.ts", "name_not_resolved"),
      );
      await t.step("a missing file", () => check(`file:${folder}/b.ts`, "not_found"));
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

/** Plays an address as remote inputs are to be played: with warnings, for only they name some statuses. */
async function check(address: string, want: FailureCode): Promise<void> {
  const input = [...(address.startsWith("http") ? ["-rw_timeout", "700000"] : []), "-i", address];
  const { stderr } = await run(
    "ffmpeg",
    "-nostdin",
    "-hide_banner",
    "-loglevel",
    "warning",
    ...input,
    "-f",
    "null",
    "-",
  );
  const { code, text } = failureReason(stderr.split(/[\r\n]+/).filter((line) => line !== ""));
  strictEqual(code, want, stderr);
  ok(!text.includes("secret"), text);
}
