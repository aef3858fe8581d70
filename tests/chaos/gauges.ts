import type { RealServer } from "../real/real_server.ts";

/** Lines of the log that say one of our own rules was broken. */
const BROKEN =
  /Channel failed, and shows a card until it is restarted|InvariantError|Main crashed|Uncaught|[Uu]nhandled/;
const RESTARTED = /"msg":"Restart of channel /;

/** Sum of all series of a metric; null when the program does not know it. */
export async function sumOf(server: RealServer, metric: string): Promise<number | null> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const values = [...text.matchAll(new RegExp(`^exstreamtv_${metric}(?:\\{.*\\})? (\\S+)$`, "gm"))];
  if (!text.includes(`# TYPE exstreamtv_${metric} `)) return null;
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}

/** Seconds of slate by why they aired, the most first. */
export async function slateByReason(server: RealServer): Promise<string> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const sums = new Map<string, number>();
  for (
    const [, reason = "", value] of text.matchAll(
      /^exstreamtv_slate_seconds_total\{.*reason="(\w+)".*\} (\S+)$/gm,
    )
  ) {
    sums.set(reason, (sums.get(reason) ?? 0) + Number(value));
  }
  const sorted = [...sums].filter(([, sum]) => sum > 0).sort(([, one], [, other]) => other - one);
  return sorted.map(([reason, sum]) => `${reason} ${Math.round(sum)} s`).join(", ");
}

/** What the log says went wrong with ourselves. */
export function brokenRules(lines: readonly string[]): string[] {
  return lines.filter((line) => BROKEN.test(line));
}

/** Most restarts of channels within 60 s, by the times in the log. */
export function mostRestartsPerMinute(lines: readonly string[]): number {
  const atMs = lines.filter((line) => RESTARTED.test(line)).map((line) => {
    return Date.parse(/\d{4}-\d\d-\d\dT[\d:.]+Z/.exec(line)?.[0] ?? "");
  }).filter(Number.isFinite);
  return Math.max(
    0,
    ...atMs.map((startMs) => atMs.filter((ms) => ms >= startMs && ms < startMs + 60_000).length),
  );
}

/** Resident memory of a process, in megabytes. */
export async function rssMb(pid: number): Promise<number> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? NaN) / 1_000;
}
