import type { z } from "zod";
import { LIMITS } from "../limits.ts";
import { type Collection, type Content, contentOf, type Member, type PlayOrder } from "../content.ts";
import { isRecord } from "./document.ts";
import {
  type Complaint,
  formOf,
  listOf,
  oneOf,
  onlyOne,
  refuse,
  section,
  truth,
  wholeNumber,
} from "./values.ts";

const WEIGHT_MAX = 1_000;
const BATCH_MAX = 1_000;

/** How often something comes compared with others. */
export function weight(): z.ZodDefault<z.ZodInt> {
  return wholeNumber(1, WEIGHT_MAX).default(1);
}

/** Where something is drawn from: the options `collection` and `collections`, of which one is given. */
export interface DrawnFields {
  /** One collection. */
  readonly collection?: Collection | undefined;
  /** Several, with weights. */
  readonly collections?: readonly Member[] | undefined;
}

/** What {@link ContentForms.shape} gives. */
export interface ContentFields extends DrawnFields {
  /** In which order. */
  readonly order: PlayOrder;
  /** What counts as a group. */
  readonly "group_by": Content["groupBy"];
  /** Whether parts of one story stay together. */
  readonly "keep_parts_together": boolean;
  /** Items of one group in a row. */
  readonly batch: number | null;
}

/** The ways a content is written. */
export interface ContentForms {
  /** The options that say what it is drawn from, one of which is given. */
  readonly drawnShape: {
    readonly collection: z.ZodOptional<z.ZodType<Collection>>;
    readonly collections: z.ZodOptional<z.ZodType<readonly Member[]>>;
  };
  /** The other options of a content. */
  readonly shape: ReturnType<typeof contentShape>;
  /** A content by itself: a map, or the name of a collection. */
  readonly content: z.ZodType<Content>;
}

/**
 * The ways a content is written wherever something is played.
 *
 * @param collection How a collection is written.
 */
export function contentForms(collection: z.ZodType<Collection>): ContentForms {
  const member = formOf((value): z.ZodType<Member> =>
    isRecord(value) && Object.hasOwn(value, "collection") ? weighed : alone
  );
  const weighed = section({ collection, weight: weight() }).transform((it): Member => ({
    collection: it.collection,
    weight: it.weight,
  }));
  const alone = collection.transform((it): Member => ({ collection: it, weight: 1 }));
  const members = listOf(member, "collections", LIMITS.collectionPartsMax).min(1, "at least one collection")
    .refine(
      (it) => partsOf(it) <= LIMITS.collectionPartsMax,
      `at most ${LIMITS.collectionPartsMax} collections, those in collections counted`,
    );
  const drawnShape = { collection: collection.optional(), collections: members.optional() };
  const shape = contentShape();
  const map = section({ ...drawnShape, ...shape }, ", or a key of collections")
    .superRefine(refuse(drawnComplaints)).transform(readContent);
  const named = collection.transform((it) => contentOf(it));
  return { drawnShape, shape, content: formOf((value) => typeof value === "string" ? named : map) };
}

/** A complaint unless a content says what it is drawn from, and only once. */
export function drawnComplaints(it: DrawnFields): Complaint[] {
  return onlyOne({ ...it }, "collection", "collections");
}

/** What something is drawn from; none when nothing says it. */
export function readMembers({ collection, collections }: DrawnFields): readonly Member[] {
  return collections ?? (collection === undefined ? [] : [{ collection, weight: 1 }]);
}

/** The content that options describe; equal contents are equal to the letter, for progress is kept by that. */
export function readContent(it: ContentFields): Content {
  return {
    members: readMembers(it),
    order: it.order,
    groupBy: it.group_by,
    keepsParts: it.keep_parts_together,
    batch: it.batch,
  };
}

function contentShape() {
  return {
    order: oneOf("chronological", "shuffle", "random", "rotating", "weighted", "interleave", "marathon")
      .default("chronological"),
    group_by: oneOf("show", "season", "folder", "collection").default("show"),
    keep_parts_together: truth().default(false),
    batch: wholeNumber(1, BATCH_MAX).nullable().default(null),
  };
}

function partsOf(members: readonly Member[]): number {
  return members.reduce((sum, { collection }) => sum + ("any" in collection ? collection.any.length : 1), 0);
}
