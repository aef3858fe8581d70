/**
 * Lets things go wrong around the real program while many watch: `deno task chaos [STORM…] [--quick] [--seed N] [--log FILE]`.
 * Prints what happened and a table, and ends with 1 if a target was missed.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isReached } from "../bench/bench.ts";
import { TABLE_HEAD, tableLine } from "../bench/table.ts";
import { isInstalled } from "../real/real_program.ts";
import { complaintsIn, rowsOf } from "./report.ts";
import { runChaos } from "./run.ts";
import { STORMS } from "./storms.ts";

const LENGTHS = { long: { seconds: 200, viewers: 300 }, quick: { seconds: 35, viewers: 100 } } as const;
const NEEDS = ["ffmpeg", "ffprobe", "python3"] as const;
/** Names the small disk to the process that runs in a mount namespace of its own. */
const DISK_VARIABLE = "CHAOS_DISK";
const DISK_MB = 48;

Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      seed: { type: "string" },
      log: { type: "string" },
    },
    allowPositionals: true,
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1e6));
  const unknown = positionals.filter((name) => !STORMS.some((storm) => storm.name === name));
  const missing = NEEDS.filter((program) => !isInstalled(program));
  if (!Number.isInteger(seed) || unknown.length > 0 || missing.length > 0) {
    for (const { name, about } of STORMS) say(`${name.padEnd(10)} ${about}`);
    if (missing.length > 0) say(`Cannot begin: ${missing.join(", ")} not found along PATH`);
    return 2;
  }
  const storms = STORMS.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const smallDisk = Deno.env.get(DISK_VARIABLE) ?? null;
  if (smallDisk === null && storms.some(({ ground }) => ground === "disk") && canMount()) {
    return await withSmallDisk([...args, ...(values.seed === undefined ? ["--seed", `${seed}`] : [])]);
  }
  const { seconds, viewers } = values.quick ? LENGTHS.quick : LENGTHS.long;
  say(`Seed ${seed}: ${seconds} s of storms over up to ${viewers} viewers`);
  const seen = await runChaos({ seed, seconds, viewers, storms, smallDisk, log: values.log ?? null, say });
  for (const complaint of complaintsIn(seen)) say(`  ${complaint}`);
  const rows = rowsOf(seen);
  say(TABLE_HEAD);
  for (const row of rows) say(tableLine(row));
  const missed = rows.filter((row) => isReached(row) === false).length;
  say(
    missed === 0 ? "All targets reached" : `${missed} targets missed; the same storms again: --seed ${seed}`,
  );
  return missed === 0 ? 0 : 1;
}

/** Whether a small disk can be had here: only root may mount one. */
function canMount(): boolean {
  return Deno.uid() === 0 && isInstalled("unshare");
}

/** Runs this program again where a small disk is mounted that nobody else sees, and that is gone with it. */
async function withSmallDisk(args: readonly string[]): Promise<number> {
  const folder = await Deno.makeTempDir({ prefix: "exstreamtv-chaos-disk-" });
  try {
    const mount = `mount -t tmpfs -o size=${DISK_MB}m chaos "$${DISK_VARIABLE}" && exec "$@"`;
    const again = [Deno.execPath(), "run", "--allow-all", fileURLToPath(import.meta.url), ...args];
    const { code } = await new Deno.Command("unshare", {
      args: ["--mount", "sh", "-c", mount, "sh", ...again],
      env: { [DISK_VARIABLE]: folder },
    }).spawn().status;
    return code;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
