import { createHash } from "node:crypto";
import { concat } from "./concat.ts";
import type { GuideDraft } from "./draft.ts";
import type { VerifiedBy } from "./guide.ts";

/** Keeps one document over the end of the program. */
export interface GuideShelf {
  /** What was kept; null if there is nothing. */
  load(): Promise<Uint8Array<ArrayBuffer> | null>;
  /** Keeps this instead; wholly, or not at all. */
  save(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
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

/** A guide as bytes: a line of JSON with everything but the text of its programmes, then that. */
export function packGuide({ draft, ...facts }: PublishedDraft): Uint8Array<ArrayBuffer> {
  const { body, ...told } = draft;
  const lengths = body.map(({ length }) => length);
  const line = JSON.stringify({ ...facts, draft: told, lengths, sha256: hashOf(body) });
  return concat([new TextEncoder().encode(`${line}\n`), ...body]);
}

/**
 * The guide that {@link packGuide} packed.
 *
 * @returns Null for anything else, and for a guide of which a byte was altered.
 */
export function unpackGuide(bytes: Uint8Array<ArrayBuffer>): PublishedDraft | null {
  const end = bytes.indexOf(NEWLINE);
  try {
    const { draft, lengths, sha256, ...facts } = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end)));
    const body: Uint8Array<ArrayBuffer>[] = [];
    let at = end + 1;
    for (const length of lengths) body.push(bytes.subarray(at, at += length));
    const isWhole = end > 0 && at === bytes.length && hashOf(body) === sha256;
    return isWhole ? { ...facts, draft: { ...draft, body } } : null;
  } catch (thrown) {
    // A file that another program wrote, or an older one of ours.
    if (thrown instanceof SyntaxError || thrown instanceof TypeError) return null;
    throw thrown;
  }
}

function hashOf(parts: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}
