import { ChannelBook } from "../../src/channel_book.ts";
import type { Clock } from "../../src/clock.ts";
import { DEFAULT_CONFIG, type RuleDocuments } from "../../src/config/mod.ts";
import { DocumentDesk, type DocumentDeskParts } from "../../src/document_desk.ts";
import { seededRng } from "../../src/rng.ts";
import { Roster, type RosterParts } from "../../src/roster.ts";
import type { DocumentChange, DocumentKey, DocumentVersion } from "../../src/store/mod.ts";

/** What a file says that says nothing. */
export const NO_DOCUMENTS: RuleDocuments = { channels: [], collections: {}, fillers: {}, schedules: {} };

/** Documents in memory, as `DocumentStore` keeps them. */
export class MemoryDocuments implements Pick<RosterParts["store"], keyof RosterParts["store"]> {
  readonly versions: DocumentVersion[] = [];
  /** Thrown by the next write. */
  broken: Error | null = null;

  all(): DocumentVersion[] {
    const keys = new Map(this.versions.map(({ kind, name }) => [`${kind} ${name}`, { kind, name }]));
    return [...keys.values()].flatMap((key) => this.history(key)[0] ?? [])
      .filter(({ document }) => document !== null)
      .sort((one, other) => `${one.kind} ${one.name}` < `${other.kind} ${other.name}` ? -1 : 1);
  }

  history({ kind, name }: DocumentKey): DocumentVersion[] {
    return this.versions.filter((one) => one.kind === kind && one.name === name).toReversed();
  }

  version(key: DocumentKey): number {
    return this.history(key)[0]?.version ?? 0;
  }

  write(changes: readonly DocumentChange[]): void {
    if (this.broken !== null) throw this.broken;
    for (const change of changes) this.versions.push({ ...change, version: this.version(change) + 1 });
  }
}

/** A real roster on a store in memory. */
export interface FakeRoster {
  /** The roster. */
  readonly roster: Roster;
  /** Makes its channels. */
  readonly book: ChannelBook;
  /** Its store. */
  readonly store: MemoryDocuments;
  /** What was set aside, and why. */
  readonly aside: string[];
}

/** Builds a roster; `more` replaces its parts. */
export function fakeRoster(
  clock: Clock,
  more: Partial<RosterParts> & { store?: MemoryDocuments } = {},
): FakeRoster {
  const store = more.store ?? new MemoryDocuments();
  const aside: string[] = [];
  const guideIds = new Map<string, string>();
  const book = new ChannelBook({
    config: DEFAULT_CONFIG,
    rng: seededRng("roster"),
    store: {
      guideId(channelId, make) {
        const id = guideIds.get(channelId) ?? make();
        guideIds.set(channelId, id);
        return id;
      },
    },
  });
  const roster = new Roster({
    documents: NO_DOCUMENTS,
    demo: null,
    channels: book,
    reach: { folders: ["/media"], mayRead: (path) => path.startsWith("/media"), mayAsk: () => false },
    clock,
    onSetAside: ({ kind, name }, reason) => aside.push(`${kind} ${name}: ${reason}`),
    ...more,
    store,
  });
  return { roster, book, store, aside };
}

/** A real desk on a roster, for which time stands still: nothing is built. */
export function fakeDesk(
  clock: Clock,
  { roster, book }: Pick<FakeRoster, "roster" | "book">,
  more: Partial<DocumentDeskParts> = {},
): DocumentDesk {
  return new DocumentDesk({
    ...{ roster, book, clock, settled: () => Promise.resolve() },
    authority: {
      getTimeline: () => [],
      preview: () => Promise.resolve({ programmes: [], cutMs: clock.wallMs(), remarks: [] }),
    },
    ...more,
  });
}
