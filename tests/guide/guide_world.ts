import type { Channel } from "../../src/channel.ts";
import {
  GuidePublisher,
  type GuideShelf,
  type LineupEntry,
  type RefreshOutcome,
  type XmltvDocument,
} from "../../src/guide/mod.ts";
import type { Programme } from "../../src/programme.ts";
import type { OpenSolver } from "../../src/solver_line.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";
import { loopChannel } from "../schedule/samples.ts";

/** Length of programmes, if a test wants no other. */
export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Where clients reach the guide. */
export const BASE = "http://10.0.0.2:8411";

/** Two enabled channels and a disabled one, over timelines made up on demand. */
export class World {
  readonly clock = new FakeClock();
  readonly outcomes: RefreshOutcome[] = [];
  readonly complaints: unknown[] = [];
  readonly titles = new Map<string, string>();
  readonly publisher: GuidePublisher;
  readonly channels: Channel[] = [
    loopChannel("ten", {}, { number: "10", guideId: "ten.x" }),
    loopChannel("two", {}, { number: "2", guideId: "two.x" }),
    loopChannel("off", {}, { number: "1", guideId: "off.x", isEnabled: false }),
  ];
  lineup: LineupEntry[] | null = this.channels.filter(({ isEnabled }) => isEnabled);
  lengthMs = HOUR_MS;
  gapMs = 0;
  itemId = (startMs: number): number => startMs;

  constructor(private lastVersion?: number, openSolver: OpenSolver | null = null, shelf?: GuideShelf) {
    this.publisher = new GuidePublisher({
      openSolver,
      ...(shelf === undefined ? {} : { shelf }),
      onShelfFailed: (thrown) => this.complaints.push(thrown),
      timeline: { getTimeline: (...window) => this.#timeline(...window) },
      channels: () => this.channels,
      lineup: () => {
        if (this.lineup === null) throw new Error("the store is gone");
        return this.lineup;
      },
      clock: this.clock,
      ...(lastVersion === undefined
        ? {}
        : { nextVersion: () => this.lastVersion = (this.lastVersion ?? 0) + 1 }),
      onRefreshed: (outcome) => this.outcomes.push(outcome),
    }, { daysAhead: 2 });
  }

  refresh(): Promise<RefreshOutcome> {
    return this.until(this.publisher.refresh());
  }

  /** Awaits work that yields by sleeping 0 ms and hashes off this thread: real turns of the event loop are needed. */
  async until<Result>(work: Promise<Result>): Promise<Result> {
    let isDone = false;
    const done = work.finally(() => isDone = true);
    while (!isDone) {
      await this.clock.advance(0);
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    return await done;
  }

  async text(): Promise<string> {
    return await new Response((await this.document(BASE))?.plain.open()).text();
  }

  document(baseUrl: string): Promise<XmltvDocument | null> {
    return this.until(this.publisher.xmltv(baseUrl) ?? Promise.resolve(null));
  }

  #timeline(channelId: string, fromMs: number, toMs: number): Programme[] {
    if (this.lengthMs === 0) return [];
    const programmes: Programme[] = [];
    const firstMs = Math.floor(fromMs / this.lengthMs) * this.lengthMs;
    for (
      let startMs = firstMs;
      startMs < Math.min(toMs, this.clock.wallMs() + 2 * DAY_MS);
      startMs += this.lengthMs
    ) {
      const title = this.titles.get(channelId) ?? "A film";
      const span = { channelId, startMs, stopMs: startMs + this.lengthMs - this.gapMs };
      programmes.push(plainProgramme({ ...span, title, itemId: this.itemId(startMs) }));
    }
    return programmes;
  }
}
