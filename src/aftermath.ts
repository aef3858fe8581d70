import type { Channel } from "./channel.ts";
import type { Clock } from "./clock.ts";
import type { EventBus } from "./events.ts";
import { messageOf } from "./fault.ts";
import type { GuidePublisher } from "./guide/mod.ts";
import { LIMITS } from "./limits.ts";
import type { Logger } from "./log.ts";
import type { Play } from "./playout/mod.ts";
import type { Changes, Roster } from "./roster.ts";
import { type BroadcastScheduleAuthority, mirrorDepth, type RemarkLog } from "./schedule/mod.ts";

/** What follows edits. */
export interface AftermathParts {
  /** Where channels are edited. */
  readonly roster: Roster;
  /** What airs when. */
  readonly authority: Pick<BroadcastScheduleAuthority, "extend" | "forget">;
  /** What is told of it. */
  readonly guide: Pick<GuidePublisher, "refreshSoon">;
  /** What runs. */
  readonly play: Pick<Play, "update">;
  /** What operators were told. */
  readonly remarks: RemarkLog;
  /** Time. */
  readonly clock: Clock;
  /** Says what was edited. */
  readonly log: Logger;
  /** Tells of it. */
  readonly events: EventBus;
}

/**
 * What follows when channels were edited: those that are gone end, at once and cleanly; timelines of the others are built
 * anew from now, one after the other; lists and guide follow.
 */
export class Aftermath implements AsyncDisposable {
  readonly #parts: AftermathParts;
  readonly #listening: Disposable;
  /** Channels whose timelines are still to be built. */
  readonly #waiting = new Set<string>();
  #work: Promise<void> = Promise.resolve();
  #isBuilding = false;
  #isOver = false;

  /** Listens to edits from now on. */
  constructor(parts: AftermathParts) {
    this.#parts = parts;
    this.#listening = parts.roster.subscribe((changes) => this.#follow(changes));
  }

  /** Resolves when all timelines are as they should be, or it takes too long to wait for. */
  async settled(): Promise<void> {
    if (!this.#isBuilding) return;
    const stop = new AbortController();
    await Promise.race([this.#work, this.#parts.clock.sleep(LIMITS.rebuildWaitMs, stop.signal)]);
    stop.abort();
  }

  /** Waits for the timeline that is being written; those that wait are built at the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.#listening[Symbol.dispose]();
    await this.#work;
  }

  #follow({ edited, before, after }: Changes): void {
    const { authority, guide, play, remarks, log, events } = this.#parts;
    for (const { kind, name, change } of edited) {
      if (change === "unchanged") continue;
      log.info("Document changed", { kind, name, change });
      events.publish({ kind: "document_changed", document: kind, name, change });
    }
    const changed = after.filter((channel) => !before.includes(channel));
    const gone = before.filter(({ id }) => !after.some((channel) => channel.id === id));
    if (changed.length + gone.length === 0) return;
    for (const { id } of [...changed, ...gone]) remarks.forget(id);
    play.update();
    for (const { id } of gone) authority.forget(id);
    for (const { id } of changed) this.#waiting.add(id);
    if (!this.#isBuilding) this.#work = this.#build();
    void guide.refreshSoon();
  }

  async #build(): Promise<void> {
    const { roster, authority, log, guide } = this.#parts;
    this.#isBuilding = true;
    for (let next = this.#next(); next !== null && !this.#isOver; next = this.#next()) {
      const { id } = next;
      this.#waiting.delete(id);
      try {
        await authority.extend(id);
      } catch (thrown) {
        const isGone = !roster.channels().some((channel) => channel.id === id);
        if (!isGone) log.error("Timeline failed", { channel: id, reason: messageOf(thrown) });
      }
    }
    // What waits now is disabled. No await since the last look, so that no edit is missed.
    this.#waiting.clear();
    this.#isBuilding = false;
    if (!this.#isOver) void guide.refreshSoon();
  }

  /** What mirrors others is copied when they have been built. */
  #next(): Channel | null {
    const channels = this.#parts.roster.channels();
    const waiting = channels.filter(({ id, isEnabled }) => isEnabled && this.#waiting.has(id));
    return waiting.toSorted((one, other) => mirrorDepth(one, channels) - mirrorDepth(other, channels))[0] ??
      null;
  }
}
