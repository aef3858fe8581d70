import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { GuideDraft } from "./draft.ts";
import type { VerifiedBy } from "./guide.ts";
import { Turns } from "./turns.ts";

/** Keeps one document over the end of the program. */
export interface GuideShelf {
  /** What was kept; null if there is nothing. */
  load(): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Keeps this instead, one piece behind the other; wholly, or not at all. */
  save(pieces: readonly Uint8Array<ArrayBuffer>[]): Promise<void>;
}

/** A guide that was published, and so was proved. */
export interface PublishedDraft {
  /** What it says. */
  readonly draft: Pick<GuideDraft, "channels" | "body" | "digest" | "programmes">;
  /** Rises with each publication. */
  readonly version: number;
  /** When it was published, milliseconds since 1970. */
  readonly publishedAtMs: number;
  /** How it was verified. */
  readonly verifiedBy: VerifiedBy;
}

const NEWLINE = 10;

/**
 * A guide as bytes, in pieces: a line with the hash of all that follows, a line of JSON with everything but the text of
 * its programmes, then that.
 *
 * @param guide The guide.
 * @param clock Lets others run: a guide of a thousand channels has a hundred megabytes.
 */
export async function packGuide(
  { draft, ...facts }: PublishedDraft,
  clock: Clock,
): Promise<Uint8Array<ArrayBuffer>[]> {
  const { body, ...told } = draft;
  const lengths = body.map(({ length }) => length);
  const line = new TextEncoder().encode(`${JSON.stringify({ ...facts, draft: told, lengths })}\n`);
  const hash = createHash("sha256");
  const turns = new Turns(clock);
  for (const part of [line, ...body]) {
    hash.update(part);
    await turns.pass();
  }
  return [new TextEncoder().encode(`${hash.digest("hex")}\n`), line, ...body];
}

/**
 * The guide that {@link packGuide} packed.
 *
 * @returns Null for anything else, and for a guide of which a byte was altered.
 */
export function unpackGuide(bytes: Uint8Array<ArrayBuffer>): PublishedDraft | null {
  const begin = bytes.indexOf(NEWLINE) + 1;
  // What another program wrote, or an older one of ours, is not hashed like this.
  if (new TextDecoder().decode(bytes.subarray(0, begin)) !== `${hashOf(bytes.subarray(begin))}\n`) {
    return null;
  }
  let at = bytes.indexOf(NEWLINE, begin) + 1;
  const { draft, lengths, ...facts } = JSON.parse(new TextDecoder().decode(bytes.subarray(begin, at)));
  const body: Uint8Array<ArrayBuffer>[] = [];
  for (const length of lengths) body.push(bytes.subarray(at, at += length));
  return { ...facts, draft: { ...draft, body } };
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
