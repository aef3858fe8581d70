import type { z } from "zod";
import { LIMITS } from "../limits.ts";
import type { Instruction, SequenceSchedule } from "../schedule_rule.ts";
import type { ContentForms } from "./content_schema.ts";
import type { FillerForms } from "./filler_schema.ts";
import { listNames, mapOf } from "./names.ts";
import { FRAME, SEED_SHAPE } from "./schedule_frame.ts";
import { namesIn, stepSchema, takesTime } from "./step_schema.ts";
import { type Complaint, listOf, oneOf, refuse, section } from "./values.ts";

/** What a sequence schedule has, checked one by one. */
interface SequenceFields {
  readonly content: SequenceSchedule["contents"];
  readonly sequences: SequenceSchedule["sequences"];
  readonly playout: SequenceSchedule["playout"];
}

type Steps = readonly Instruction[];

/** `sequence`: step after step, as ErsatzTV's sequential schedules have them. */
export function sequenceSchema({ content }: ContentForms, filler: FillerForms): z.ZodType<SequenceSchedule> {
  const steps = listOf(stepSchema(filler), "steps", LIMITS.stepsMax).min(1, "at least one step");
  return section({
    kind: oneOf("sequence"),
    content: mapOf(content, "contents", LIMITS.slotsMax),
    sequences: mapOf(steps, "sequences", LIMITS.slotsMax).default({}),
    playout: steps,
    ...SEED_SHAPE,
  }).superRefine(refuse(complaintsOf)).transform((
    { kind, seed, content, sequences, playout },
  ): SequenceSchedule => ({
    kind,
    seed,
    ...FRAME,
    contents: content,
    sequences,
    playout,
  }));
}

function complaintsOf(it: SequenceFields): Complaint[] {
  const lists: readonly { readonly path: readonly PropertyKey[]; readonly steps: Steps }[] = [
    ...Object.entries(it.sequences).map(([name, steps]) => ({ path: ["sequences", name], steps })),
    { path: ["playout"], steps: it.playout },
  ];
  const complaints = lists.flatMap(({ path, steps }) =>
    steps.flatMap((step, index) =>
      nameComplaints(step, it).map((complaint) => ({
        ...complaint,
        path: [...path, index, ...complaint.path],
      }))
    )
  );
  if (complaints.length > 0) return complaints;
  return [...lengthComplaints(it), ...standstillComplaints(it)];
}

function nameComplaints(step: Instruction, { content, sequences }: SequenceFields): Complaint[] {
  return namesIn(step).flatMap(({ option, content: contentName, sequence = "" }) => {
    const [section, things, name] = contentName === undefined
      ? ["sequences", sequences, sequence]
      : ["content", content, contentName];
    if (Object.hasOwn(things, name)) return [];
    const known = Object.keys(things);
    return [{ path: [option], expected: listNames(`a key of ${section}`, known), known }];
  });
}

/** How long and how deep steps are, with those of the sequences they play. */
interface Extent {
  readonly length: number;
  readonly depth: number;
}

/** Sequences that come round to themselves, and what is endless in all but name: ten times ten times ten… steps. */
function lengthComplaints({ sequences, playout }: SequenceFields): Complaint[] {
  const extents = new Map<string, Extent>();
  const extentOf = (steps: Steps): Extent => {
    let [length, depth] = [steps.length, 0];
    for (const step of steps) {
      if (step.do !== "sequence") continue;
      const inner = extentNamed(step.sequence);
      length += inner.length;
      depth = Math.max(depth, inner.depth + 1);
    }
    return { length, depth };
  };
  const extentNamed = (name: string): Extent => {
    const before = extents.get(name);
    if (before !== undefined) return before;
    // Whoever asks for it while it is being measured stands in it.
    extents.set(name, { length: Infinity, depth: 0 });
    const extent = extentOf(sequences[name] ?? []);
    extents.set(name, extent);
    return extent;
  };
  const tooLong = (path: readonly PropertyKey[], { length, depth }: Extent): Complaint[] => {
    if (length === Infinity) return [{ path, expected: "steps that do not come round to where they began" }];
    if (length > LIMITS.stepsUnrolledMax) {
      return [{ path, expected: `at most ${LIMITS.stepsUnrolledMax} steps, those of its sequences counted` }];
    }
    return depth > LIMITS.ruleDepthMax
      ? [{ path, expected: `at most ${LIMITS.ruleDepthMax} sequences inside one another` }]
      : [];
  };
  const long = Object.keys(sequences).flatMap((name) => tooLong(["sequences", name], extentNamed(name)));
  return long.length > 0 ? long : tooLong(["playout"], extentOf(playout));
}

function standstillComplaints({ sequences, playout }: SequenceFields): Complaint[] {
  const seen = new Set<string>();
  const getsOn = (steps: Steps): boolean =>
    steps.some((step) => {
      if (step.do !== "sequence") return takesTime(step);
      if (seen.has(step.sequence)) return false;
      seen.add(step.sequence);
      return getsOn(sequences[step.sequence] ?? []);
    });
  return getsOn(playout) ? [] : [{ path: ["playout"], expected: "at least one step that takes time" }];
}
