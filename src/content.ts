/**
 * Contents: what of the library is played, and in which order.
 *
 * @module
 */

/** Which items of the library something draws from. */
export type Collection =
  /** Everything below a folder. */
  | { readonly folder: string }
  /** Every episode of a show, by its name, upper and lower case alike. */
  | { readonly show: string }
  /** Every item whose title, show or path contains all the words. */
  | { readonly search: string }
  /** These files, in this order. */
  | { readonly playlist: readonly string[] }
  /** Every item that is all of this. */
  | { readonly smart: SmartQuery }
  /** Every item that is in at least one of these. */
  | { readonly any: readonly Collection[] };

/** What an item must be; null where it may be anything. */
export interface SmartQuery {
  /** Shelf. */
  readonly kind: "episode" | "movie" | "other" | null;
  /** Name of the show, upper and lower case alike. */
  readonly show: string | null;
  /** Words that title, show or path contain. */
  readonly search: string | null;
  /** Folder it lies below. */
  readonly folder: string | null;
  /** Season. */
  readonly season: number | null;
  /** First year of release. */
  readonly yearFrom: number | null;
  /** Last year of release. */
  readonly yearUntil: number | null;
  /** Shortest play time, in milliseconds. */
  readonly durationMsMin: number | null;
  /** Longest play time, in milliseconds. */
  readonly durationMsMax: number | null;
}

/**
 * In which order items of a content air.
 *
 * `chronological`: by show, season, episode, then path; a playlist as it is written. `shuffle`: a seeded order, new in
 * each round, each item once per round. `random`: drawn anew each time, but none of the last few. `rotating`: one of
 * each group in turn, each group going on where it stopped. `weighted`: like `rotating`, members in proportion to their
 * weights. `interleave`: once through everything, groups spread evenly, however long each is. `marathon`: group after
 * group in shuffled order, each in its own order.
 */
export type PlayOrder =
  | "chronological"
  | "shuffle"
  | "random"
  | "rotating"
  | "weighted"
  | "interleave"
  | "marathon";

/** One part of a content. */
export interface Member {
  /** What it draws from. */
  readonly collection: Collection;
  /** How often it comes compared with the others, 1 to 1000. */
  readonly weight: number;
}

/** Something to play, item after item, without an end. Equal contents of a channel share their progress. */
export interface Content {
  /** What it draws from; at least one. */
  readonly members: readonly Member[];
  /** In which order. */
  readonly order: PlayOrder;
  /** What `rotating`, `interleave` and `marathon` take for a group: `collection` treats members as shows. */
  readonly groupBy: "show" | "season" | "folder" | "collection";
  /** Whether the parts of one story air one after another in `shuffle`, `random`, `rotating` and `interleave`. */
  readonly keepsParts: boolean;
  /** Items of one group in a row, at least 1; null for 1, and in `marathon` for the whole group. */
  readonly batch: number | null;
}

/** A content of one collection, in one order. */
export function contentOf(collection: Collection, order: PlayOrder = "chronological"): Content {
  return {
    members: [{ collection, weight: 1 }],
    order,
    groupBy: "show",
    keepsParts: false,
    batch: null,
  };
}
