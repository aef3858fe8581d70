import type { BreakPoint, Ratio } from "../media.ts";

/**
 * Why a line cannot be used: too few fields, no time, frames of a file whose frame rate is unknown, a start that is not
 * before the end, an action there is none of.
 */
export type EdlFault = "fields" | "time" | "frame_rate" | "order" | "action";

/** A line that was skipped. */
export interface SkippedLine {
  /** Counted from 1. */
  readonly line: number;
  /** Why. */
  readonly fault: EdlFault;
}

/** What an EDL file says. */
export interface Edl {
  /** Where to interrupt, as the lines have it. */
  readonly breaks: readonly BreakPoint[];
  /** Lines that cannot be used. */
  readonly skipped: readonly SkippedLine[];
  /** Whether it says, by saying nothing at all, that there is nowhere to interrupt. */
  readonly isBlank: boolean;
}

/**
 * Reads an edit decision list as Kodi, MPlayer and comskip write it: a line for each edit, of start, end and action.
 *
 * 0 (cut) and 3 (commercial break) leave the stretch out. 2 (scene marker) stops at its end, as in Kodi, where the line
 * may do without a start. 1 (mute) is no break. Lines that begin with `##` say nothing.
 *
 * @param text The file.
 * @param frameRate Frames per second, for positions such as `#1200`; null if unknown.
 */
export function parseEdl(text: string, frameRate: Ratio | null): Edl {
  const breaks: BreakPoint[] = [];
  const skipped: SkippedLine[] = [];
  let isBlank = true;
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const fields = line.trim().split(/\s+/);
    if (fields[0] === "" || fields[0]?.startsWith("##")) continue;
    isBlank = false;
    const edit = editOf(fields, frameRate);
    if (typeof edit === "string") skipped.push({ line: index + 1, fault: edit });
    else if (edit !== null) breaks.push(edit);
  }
  return { breaks, skipped, isBlank };
}

/** The break a line means; null for none; why it cannot be used. */
function editOf(fields: readonly string[], frameRate: Ratio | null): BreakPoint | EdlFault | null {
  const [first = "", second] = fields;
  if (second === undefined) return "fields";
  const [start, end, action] = fields.length === 2 ? [first, first, second] : [first, second, fields[2]];
  switch (action) {
    case "0":
    case "3":
      return stretchOf(timeOf(start, frameRate), timeOf(end, frameRate));
    case "1":
      return null;
    case "2": {
      const atMs = timeOf(end, frameRate);
      return typeof atMs === "string" ? atMs : { atMs, resumeMs: atMs };
    }
    default:
      return "action";
  }
}

function stretchOf(atMs: number | EdlFault, resumeMs: number | EdlFault): BreakPoint | EdlFault {
  if (typeof atMs === "string") return atMs;
  if (typeof resumeMs === "string") return resumeMs;
  return atMs < resumeMs ? { atMs, resumeMs } : "order";
}

/** `754.5` seconds, `12:34.5`, `1:12:34.5`, or the frame `#18862`. Comskip writes the comma where the system does. */
function timeOf(field: string, frameRate: Ratio | null): number | EdlFault {
  if (/^#\d+$/.test(field)) {
    if (frameRate === null) return "frame_rate";
    return millisecondsOf(Number(field.slice(1)) * frameRate.den / frameRate.num);
  }
  if (!/^(\d+:){0,2}\d+([.,]\d*)?$/.test(field)) return "time";
  const parts = field.replace(",", ".").split(":").map(Number);
  return millisecondsOf(parts.reduce((sum, part) => sum * 60 + part, 0));
}

function millisecondsOf(seconds: number): number | EdlFault {
  const milliseconds = Math.round(seconds * 1_000);
  return Number.isSafeInteger(milliseconds) ? milliseconds : "time";
}
