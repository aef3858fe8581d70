import { strictEqual } from "node:assert/strict";
import { createMetrics } from "../../src/metrics/mod.ts";
import { needs } from "./real_program.ts";

const ODD_ID = 'odd "id"\\\n';

/** What promtool says of an exposition. */
async function lint(exposition: string): Promise<{ code: number; complaint: string }> {
  const child = new Deno.Command("promtool", {
    args: ["check", "metrics"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(exposition));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, complaint: decoder.decode(stdout) + decoder.decode(stderr) };
}

Deno.test({
  name: "promtool finds nothing to say about the metrics, fresh or moved",
  ...needs("promtool"),
  async fn() {
    const metrics = createMetrics();
    strictEqual((await lint(await metrics.expose())).complaint, "");
    metrics.count("ffmpeg_spawn_rejected_total", { reason: "memory" });
    metrics.count("slate_seconds_total", { channel_id: ODD_ID, reason: "tuning" }, 0.25);
    metrics.set("viewers", 2, { channel_id: ODD_ID });
    metrics.set("channel_memory_bytes", 1e12, { channel_id: ODD_ID });
    metrics.observe("first_byte_seconds", 0.02);
    const { code, complaint } = await lint(await metrics.expose());
    strictEqual(complaint, "");
    strictEqual(code, 0);
  },
});

Deno.test({
  name: "promtool would have something to say about a metric without help",
  ...needs("promtool"),
  async fn() {
    strictEqual((await lint("# TYPE exstreamtv_x gauge\nexstreamtv_x 1\n")).code, 3);
  },
});
