import type { Base } from "./base.ts";
import { ChannelBook } from "./channel_book.ts";
import { Roster } from "./roster.ts";
import { placeOf } from "./rule_book.ts";
import { demoChannels, outermostFolders } from "./source/mod.ts";

/** What is on offer. */
export interface Offer {
  /** The channels, as they are now. */
  readonly roster: Roster;
  /** Makes channels of documents. */
  readonly book: ChannelBook;
  /** Folders to scan. */
  readonly folders: readonly string[];
  /** The demo; null when media or channels are configured. */
  readonly demo: Demo | null;
}

/** The demo of a newcomer. */
export interface Demo {
  /** Where its clips go. */
  readonly folder: string;
  /** Whether all of them are there; until then the folder is no more than half a library. */
  isRendered: boolean;
}

/** What files and store offer; the demo where the files offer nothing. */
export function describeOffer(base: Base): Offer {
  const { config, store, paths, rng, clock, log, documents, mayRead, mayAsk } = base;
  const configured = outermostFolders(config.libraries.local.paths);
  const isDemo = configured.length === 0 && config.channels.length === 0;
  const demo = isDemo ? { folder: `${paths.data}/demo`, isRendered: false } : null;
  const folders = demo === null ? configured : [demo.folder];
  const book = new ChannelBook({ config, store: store.channels, rng });
  const nothing = { collections: {}, fillers: {}, schedules: {} };
  const roster = new Roster({
    documents,
    demo: demo === null ? null : { ...nothing, channels: demoChannels(demo.folder) },
    store: store.documents,
    channels: book,
    reach: { folders, mayRead, mayAsk },
    clock,
    onSetAside: (key, reason, stays) =>
      log.warn(
        stays
          ? "What was made through the API cannot be read in full; the channel stays, without that"
          : "What was made through the API does not fit, and is set aside",
        { what: placeOf(key), reason },
      ),
  });
  return { roster, book, folders, demo };
}
