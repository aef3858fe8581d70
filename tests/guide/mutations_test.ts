import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { systemClock } from "../../src/clock.ts";
import { draftGuide, type DraftOptions, type GuideDraft } from "../../src/guide/draft.ts";
import { XmltvReader } from "../../src/guide/parse_xmltv.ts";
import type { Piece } from "../../src/guide/piece.ts";
import { Proof } from "../../src/guide/prover.ts";
import { xmltvHead, xmltvProgrammes } from "../../src/guide/xmltv.ts";
import type { Programme } from "../../src/programme.ts";
import { childSolver } from "../fakes/child_solver.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { loopChannel } from "../schedule/samples.ts";
import { GUIDE_FAULTS, type GuideFault } from "./guide_faults.ts";

const CHANNEL = loopChannel("five", {}, { number: "5", name: "Bars", guideId: "five.x" });
const START_MS = Date.UTC(2026, 0, 5, 12);
/** Boundaries within a second, and one programme that no guide can show. */
const LENGTHS_MS = [1_800_250, 3_600_600, 500, 1_499_900, 2_700_000, 1_500, 5_400_749, 900_001];

/** After each stage in turn, and after writing, a fault is put into what the next one gets. */
const PLACES: readonly { after: string; spoil: (fault: GuideFault) => Omit<DraftOptions, "proof"> }[] = [
  { after: "normalize", spoil: ({ spoil }) => ({ taps: { entries: at("normalize", spoil) } }) },
  { after: "repair", spoil: ({ spoil }) => ({ taps: { entries: at("repair", spoil) } }) },
  {
    after: "writing",
    spoil: ({ spoil }) => ({
      writer: { head: xmltvHead, programmes: (entries) => xmltvProgrammes(spoil(entries)) },
    }),
  },
  { after: "symbolic", spoil: (fault) => ({ taps: { piece: at("symbolic", pieceSpoiler(fault)) } }) },
  { after: "simulation", spoil: (fault) => ({ taps: { piece: at("simulation", pieceSpoiler(fault)) } }) },
  { after: "fuzz", spoil: (fault) => ({ taps: { piece: at("fuzz", pieceSpoiler(fault)) } }) },
  { after: "smt", spoil: ({ spoil }) => ({ taps: { bytes: (bytes) => rewritten(bytes, spoil) } }) },
];

Deno.test("every kind of fault, put after every stage in turn, is caught by the stages that remain", async (t) => {
  ok(GUIDE_FAULTS.length >= 30, `there are ${GUIDE_FAULTS.length} kinds`);
  await using solver = childSolver();
  using proof = new Proof({ open: solver.open, clock: systemClock, timeoutMs: 60_000 });
  const sound = await draft({ proof });
  deepStrictEqual([sound.findings.list, sound.verdict, sound.pieces.fresh], [[], { verdict: "VERIFIED" }, 2]);
  const table: string[][] = [["fault", ...PLACES.map(({ after }) => after)]];
  for (const fault of GUIDE_FAULTS) {
    const row = [fault.name];
    for (const { after, spoil } of PLACES) {
      await t.step(`${fault.name}, after ${after}`, async () => {
        const caughtBy = await whoCatches({ ...spoil(fault), proof }, sound);
        row.push(caughtBy ?? "NOBODY");
        ok(caughtBy !== null, "it would have been published");
        if (after === "fuzz") strictEqual(caughtBy, "smt", "only the solver was left to catch it");
      });
    }
    table.push(row);
  }
  Deno.stdout.writeSync(new TextEncoder().encode(`${told(table)}\n`));
});

/** The stage that refuses a draft, or `repair` if what is published is right all the same; null for neither. */
async function whoCatches(options: DraftOptions, sound: GuideDraft): Promise<string | null> {
  let made: GuideDraft;
  try {
    made = await draft(options);
  } catch (thrown) {
    // The writer has no way to write an instant that is none.
    if (thrown instanceof RangeError) return "writer";
    throw thrown;
  }
  if (made.verdict.verdict === "FAILED") return made.verdict.stage;
  if (made.findings.total > 0) return made.findings.list[0]?.rule ?? null;
  const isRight = made.digest === sound.digest && textOf(made) === textOf(sound);
  return isRight && made.repairs.counts.size > 0 ? "repaired" : null;
}

function draft(options: DraftOptions): Promise<GuideDraft> {
  const programmes = timeline();
  const sources = {
    timeline: {
      getTimeline: (_: string, fromMs: number, toMs: number) =>
        programmes.filter(({ startMs, stopMs }) => startMs < toMs && stopMs > fromMs),
    },
    channels: () => [CHANNEL],
    lineup: () => [CHANNEL],
    clock: systemClock,
  };
  return draftGuide(sources, { fromMs: START_MS, toMs: programmes.at(-1)?.stopMs ?? START_MS }, options);
}

function timeline(): Programme[] {
  let startMs = START_MS;
  return [...LENGTHS_MS, ...LENGTHS_MS].map((lengthMs, at) => {
    const stopMs = startMs + lengthMs;
    const programme = plainProgramme({
      ...{ channelId: "five", startMs, stopMs, itemId: at },
      ...{ title: `Part "${at}" & <more>`, show: at % 2 === 0 ? `Zürich \\u{41} ${at}` : null },
    });
    startMs = stopMs;
    return programme;
  });
}

function at<Stage extends string, Value>(
  wanted: Stage,
  spoil: (value: Value) => Value,
): (stage: string, value: Value) => Value {
  return (stage, value) => stage === wanted ? spoil(value) : value;
}

function pieceSpoiler({ spoil }: GuideFault): (piece: Piece) => Piece {
  return (piece) => ({ ...piece, spans: spoil(piece.spans) });
}

/** The same text, written anew with the fault in it. */
function rewritten(bytes: Uint8Array<ArrayBuffer>, spoil: GuideFault["spoil"]): Uint8Array<ArrayBuffer> {
  const reader = new XmltvReader();
  reader.write(`<tv>${new TextDecoder().decode(bytes)}</tv>`);
  reader.close();
  const spans = spoil(reader.takeSpans());
  return new TextEncoder().encode(
    spans.map(({ startS, stopS, title, subTitle, channel }) =>
      `${channel} ${startS} ${stopS} ${title} ${subTitle}`
    )
      .join("\n"),
  );
}

function textOf({ body }: GuideDraft): string {
  return body.map((bytes) => new TextDecoder().decode(bytes)).join("");
}

function told(table: readonly (readonly string[])[]): string {
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => (row[column] ?? "").length))
  );
  return table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).join(
    "\n",
  );
}
