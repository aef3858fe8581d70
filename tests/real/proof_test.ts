// deno-lint-ignore-file camelcase -- the names of the API
import { ok, strictEqual } from "node:assert/strict";
import { needs } from "./real_program.ts";
import { RealServer } from "./real_server.ts";

interface GuideAnswer {
  readonly version: number | null;
  readonly verified_by: string | null;
  readonly is_stale: boolean;
  readonly proof: {
    readonly result: string;
    readonly questions: number;
    readonly properties: readonly unknown[];
  };
}

Deno.test({
  name: "the guide of the real program, started by its launcher, is proved by the solver",
  ...needs("ffmpeg", "ffprobe"),
}, async () => {
  await using server = await RealServer.start({ config: "channels: []" });
  const guide = await server.get<GuideAnswer>("/api/v1/guide");
  strictEqual(guide.verified_by, "smt", server.lines.join("\n"));
  strictEqual(guide.is_stale, false);
  strictEqual(guide.proof.result, "verified");
  ok(guide.proof.questions > 5, "no lemma was asked for");
  ok(guide.proof.properties.length >= 8);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  ok(metrics.includes('exstreamtv_guide_proof_total{result="verified"}'));
  const xmltv = await (await fetch(`${server.url}/xmltv.xml`)).text();
  ok(xmltv.includes("<programme "));
  // The prover ends with its batch, and main started none.
  await server.until(async () => (await provers(server.folder)) === 0);
});

async function provers(folder: string): Promise<number> {
  let count = 0;
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const [command, environment] = await Promise.all(
      ["cmdline", "environ"].map((file) => Deno.readTextFile(`/proc/${name}/${file}`).catch(() => "")),
    );
    if (command?.includes("solver_process") && environment?.includes(folder)) count++;
  }
  return count;
}
