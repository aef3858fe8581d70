import type { StretchProgress } from "./stretch.ts";

/** An instruction by its list (null for the playout itself) and its index there. */
export type InstructionPlace = readonly [sequence: string | null, index: number];

/** A list of instructions that is being carried out. */
export interface Frame {
  /** Name of the sequence; null for the playout itself. */
  readonly sequence: string | null;
  /** Position in its order. */
  readonly at: number;
  /** How often the sequence was shuffled when this began. */
  readonly shuffles: number;
}

/** A step that takes time. */
export interface Step {
  /** When it began, milliseconds since 1970. */
  readonly startMs: number;
  /** When it ends; null for when its items do. */
  readonly endMs: number | null;
  /** How far it has come. */
  readonly progress: StretchProgress;
}

/** How far a sequence has come; plain JSON. */
export interface SequenceState {
  /** What is being carried out, the innermost last. */
  readonly frames: readonly Frame[];
  /** The step that is on; null between two. */
  readonly step: Step | null;
  /** Where the breaks around programmes were set; null where the channel's hold. */
  readonly breaks: {
    readonly preRoll: InstructionPlace | null;
    readonly midRoll: InstructionPlace | null;
    readonly postRoll: InstructionPlace | null;
  };
  /** The entry of the guide that programmes belong to; null for none. */
  readonly group: { readonly title: string; readonly group: number } | null;
  /** How often each sequence was shuffled. */
  readonly shuffles: Readonly<Record<string, number>>;
  /** How often each `repeat` was met, by its place. */
  readonly repeats: Readonly<Record<string, number>>;
  /** When it last began with the first step; null before that. */
  readonly passMs: number | null;
  /** Draws made, so that none is like another. */
  readonly draws: number;
}

/** Nothing is carried out yet. */
export const SEQUENCE_START: SequenceState = {
  frames: [{ sequence: null, at: 0, shuffles: 0 }],
  step: null,
  breaks: { preRoll: null, midRoll: null, postRoll: null },
  group: null,
  shuffles: {},
  repeats: {},
  passMs: null,
  draws: 0,
};
