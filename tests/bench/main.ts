/**
 * Measures the program: `deno task bench [NAME…] [--quick]`. Prints a table, and ends with 1 if a target was missed.
 *
 * Every figure that is compared with another program's was measured in the same run, on the same bytes. On a machine
 * that does other things too, read the ratios.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type Bench, isReached, type Row } from "./bench.ts";
import { channelsBench } from "./channels_bench.ts";
import { coldBench } from "./cold_bench.ts";
import { fanoutBench } from "./fanout_bench.ts";
import { guideBench } from "./guide_bench.ts";
import { memoryBench } from "./memory_bench.ts";
import { scheduleBench } from "./schedule_bench.ts";
import { spliceBench } from "./splice_bench.ts";
import { TABLE_HEAD, tableLine } from "./table.ts";
import { xmltvBench } from "./xmltv_bench.ts";
import { xmltvToolsBench } from "./xmltv_tools_bench.ts";
import { zapBench } from "./zap_bench.ts";
import { isInstalled } from "../real/real_program.ts";

const BENCHES = [
  spliceBench,
  xmltvBench,
  xmltvToolsBench,
  guideBench,
  scheduleBench,
  zapBench,
  coldBench,
  memoryBench,
  fanoutBench,
  channelsBench,
] as const;

Deno.exit(await main(Deno.args));

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { quick: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const unknown = positionals.filter((name) => !BENCHES.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    say(`Cannot measure ${unknown.join(", ")}: there are ${BENCHES.map(({ name }) => name).join(", ")}`);
    return 2;
  }
  const chosen = BENCHES.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
  const rows: Row[] = [];
  const folder = await Deno.makeTempDir({ prefix: "exstreamtv-bench-" });
  try {
    // Other programs read it as another user.
    await Deno.chmod(folder, 0o755);
    say(TABLE_HEAD);
    for (const bench of chosen) rows.push(...await measure(bench, { isQuick: values.quick, folder }));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const verdicts = rows.map(isReached).filter((verdict) => verdict !== null);
  const missed = verdicts.filter((verdict) => !verdict).length;
  say(`${verdicts.length - missed} of ${verdicts.length} targets reached`);
  return missed === 0 ? 0 : 1;
}

async function measure(bench: Bench, run: { isQuick: boolean; folder: string }): Promise<Row[]> {
  say(`${bench.name}: ${bench.about}`);
  const missing = ["ffmpeg", ...bench.needs].filter((program) => !isInstalled(program));
  if (missing.length > 0) {
    say(`  left out: ${missing.join(", ")} not found along PATH`);
    return [];
  }
  const rows: Row[] = [];
  for await (const row of bench.run(run)) {
    rows.push(row);
    say(tableLine(row));
  }
  return rows;
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}
