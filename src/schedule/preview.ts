import type { Channel } from "../channel.ts";
import type { Programme } from "../programme.ts";
import { build } from "./build.ts";
import { fingerprintOf } from "./build_state.ts";
import type { Stock } from "./collections.ts";
import type { CardTitles } from "./desk.ts";
import type { Remark } from "./draft.ts";
import { copyOf } from "./mirror.ts";
import type { TimelineStore } from "./timeline_store.ts";
import type { TimelineWriter } from "./timeline_writer.ts";

/** What a channel would air. */
export interface Preview {
  /** Programmes from now on that tile time, the one on air first. */
  readonly programmes: readonly Programme[];
  /** From when on they differ from what is published, milliseconds since 1970. */
  readonly cutMs: number;
  /** What the operator should know. */
  readonly remarks: readonly Remark[];
}

/** Programmes of one preview at most. */
const PROGRAMMES_MAX = 5_000;

/** Builds what a channel would air, and stores nothing. */
export function preview(
  { store, writer, titles }: {
    readonly store: TimelineStore;
    readonly writer: Pick<TimelineWriter, "cutMs" | "resumption" | "stateOf">;
    readonly titles: CardTitles;
  },
  channel: Channel,
  { stock, nowMs, untilMs }: { readonly stock: Stock; readonly nowMs: number; readonly untilMs: number },
): Preview {
  const publishedMs = store.endMs(channel.id) ?? nowMs;
  if (publishedMs >= untilMs && writer.stateOf(channel).fingerprint === fingerprintOf(channel.schedule)) {
    // Saving what is there rewrites nothing.
    return { programmes: store.read(channel.id, nowMs, untilMs), cutMs: publishedMs, remarks: [] };
  }
  const cutMs = writer.cutMs(channel.id, nowMs) ?? nowMs;
  // A card that is on air ends there.
  const kept = cutMs > nowMs ? store.read(channel.id, nowMs, cutMs) : [];
  const { state } = writer.resumption(channel, stock, cutMs);
  const { schedule } = channel;
  if (schedule?.kind === "mirror") {
    const programmes: Programme[] = [];
    for (let fromMs = cutMs; fromMs < untilMs && programmes.length < PROGRAMMES_MAX;) {
      const copied = copyOf(store, { channel, schedule, fromMs, untilMs, state, titles }).programmes;
      const endMs = copied.at(-1)?.stopMs ?? untilMs;
      programmes.push(...copied);
      fromMs = Math.max(endMs, fromMs + 1);
    }
    return { programmes: [...kept, ...programmes], cutMs, remarks: [] };
  }
  const built = build(channel, schedule, {
    ...stock,
    fromMs: cutMs,
    untilMs,
    programmesMax: PROGRAMMES_MAX,
    titles,
    state,
  });
  return { programmes: [...kept, ...built.programmes], cutMs, remarks: built.remarks };
}
