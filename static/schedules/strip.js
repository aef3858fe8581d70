import { element } from "../base/element.js";
import { headline, subline } from "../base/programme_text.js";
import { durationText } from "../base/time.js";
import { layoutRow } from "../guide/layout.js";
import { mergeEntries } from "../rules/strip_layout.js";
import { zoneClockText, zoneHours, zoneSpanText } from "../rules/zone_hours.js";

const DAY_MS = 24 * 3_600_000;
/** An hour's text needs so much to its right. */
const HOUR_ROOM_MS = 50 * 60_000;
/** Boxes with less room than this stand without words. */
const WORDS_FROM_PX = 45;
/** Filler narrower than this is not drawn. */
const FILLER_FROM_PX = 1;
/** Pixels of a day, about: the page stretches them to its width. */
const WIDE_PX = 1_152;
const NARROW_PX = 384;
const narrowScreen = matchMedia("(max-width: 52rem)");
const TOLD_MAX = 4;

/**
 * The next 24 hours of a channel at a glance: programmes as the guide shows them, the filler in them dimmed.
 *
 * @param {readonly import("../server/parse.js").Programme[]} programmes
 * @param {{fromMs: number, zone?: string, label: string}} options `zone`: the channel's; the browser's without one.
 */
export function strip(programmes, { fromMs, zone, label }) {
  const span = { fromMs, toMs: fromMs + DAY_MS };
  const entries = mergeEntries(programmes);
  const dayPx = narrowScreen.matches ? NARROW_PX : WIDE_PX;
  const blocks = layoutRow(entries, { ...span, pxPerMinute: dayPx / 1_440 });
  const track = element(
    "div",
    { class: "strip-track" },
    ...blocks.map((block) => box(block, { zone, dayPx })),
  );
  const hours = zoneHours(span.fromMs, span.toMs - HOUR_ROOM_MS, { zone }).map((hour) =>
    hourMark(hour, span)
  );
  return element(
    "div",
    { class: "strip", role: "img", "aria-label": `${label}: ${told(entries, span, zone)}` },
    track,
    element("div", { class: "strip-hours" }, ...hours),
  );
}

function box(block, { zone, dayPx }) {
  const made = element("div", { class: "strip-box", title: describe(block, zone) });
  made.style.left = `${block.leftPx / dayPx * 100}%`;
  made.style.width = `${block.widthPx / dayPx * 100}%`;
  const pieces = block.programmes.flatMap((entry) => entry.pieces);
  made.dataset.kind = block.programmes.length > 1 ? "several" : block.programmes[0].toldAs.kind;
  made.append(...pieces.flatMap((piece) => fillerIn(piece, block)));
  if (block.widthPx >= WORDS_FROM_PX) made.append(element("span", { text: words(block) }));
  return made;
}

function fillerIn({ startMs, stopMs, isFiller }, block) {
  const lengthMs = block.stopMs - block.startMs;
  const from = Math.max(0, (startMs - block.startMs) / lengthMs);
  const to = Math.min(1, (stopMs - block.startMs) / lengthMs);
  if (!isFiller || (to - from) * block.widthPx < FILLER_FROM_PX) return [];
  const made = element("i", { class: "strip-filler" });
  made.style.left = `${from * 100}%`;
  made.style.width = `${(to - from) * 100}%`;
  return [made];
}

function words({ programmes }) {
  return programmes.length > 1 ? `${programmes.length} programmes` : titleOf(programmes[0].toldAs);
}

function describe(block, zone) {
  const { programmes, startMs, stopMs } = block;
  const span = zoneSpanText(startMs, stopMs, zone);
  if (programmes.length > 1) return `${span} ${words(block)}`;
  const [{ toldAs, pieces }] = programmes;
  const fillerMs = pieces.reduce(
    (sum, piece) => sum + (piece.isFiller ? piece.stopMs - piece.startMs : 0),
    0,
  );
  const filler = fillerMs > 0 ? `${durationText(fillerMs)} of filler` : "";
  return [`${span} ${titleOf(toldAs)}`, subline(toldAs), filler].filter(Boolean).join(" · ");
}

function told(entries, { fromMs, toMs }, zone) {
  const ahead = entries.filter(({ startMs, stopMs }) => stopMs > fromMs && startMs < toMs);
  if (ahead.length === 0) return "nothing scheduled";
  const first = ahead.slice(0, TOLD_MAX).map(({ startMs, toldAs }) => {
    return `${zoneClockText(Math.max(startMs, fromMs), zone)} ${titleOf(toldAs)}`;
  });
  const left = ahead.length - first.length;
  return left > 0 ? `${first.join(", ")}, and ${left} more` : first.join(", ");
}

/** As the guide calls it. */
function titleOf(programme) {
  return programme.guideTitle ?? headline(programme);
}

function hourMark({ atMs, text }, { fromMs }) {
  const mark = element("span", { text });
  mark.style.left = `${(atMs - fromMs) / DAY_MS * 100}%`;
  return mark;
}
