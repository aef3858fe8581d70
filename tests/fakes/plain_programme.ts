import type { Programme } from "../../src/programme.ts";

/** Where a programme stands, and whatever else matters to a test. */
export type ProgrammeFacts = Pick<Programme, "channelId" | "startMs" | "stopMs"> & Partial<Programme>;

/** A programme that airs an item from its start to its end; with `itemId` null, an hour off air. */
export function plainProgramme(facts: ProgrammeFacts): Programme {
  const { startMs, stopMs, itemId = 1, itemOffsetMs = 0 } = facts;
  const isCard = itemId === null;
  return {
    kind: isCard ? "off_air" : "item",
    itemId,
    itemOffsetMs,
    itemDurationMs: isCard ? null : itemOffsetMs + stopMs - startMs,
    filler: null,
    guideTitle: null,
    guideGroup: null,
    title: "A title",
    show: null,
    season: null,
    episode: null,
    year: null,
    category: "other",
    ...facts,
  };
}
