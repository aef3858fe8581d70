import { createHash } from "node:crypto";
import type { Clock } from "../clock.ts";
import { Addresses } from "./addresses.ts";
import { gzip } from "./gzip.ts";
import type { PublishedDraft } from "./kept_guide.ts";
import { Recent } from "./recent.ts";
import { XMLTV_TAIL, xmltvHead } from "./xmltv.ts";

/** One form of the guide. */
export interface XmltvForm {
  /** Bytes in all. */
  readonly length: number;
  /** Its bytes for one response; nothing is made before it is read. */
  open(): ReadableStream<Uint8Array<ArrayBuffer>>;
}

/** The guide as a client fetches it. */
export interface XmltvDocument {
  /** The document, UTF-8. */
  readonly plain: XmltvForm;
  /** The same, packed by gzip. */
  readonly gzip: XmltvForm;
  /** Quoted, as HTTP wants it; the packed form needs another one (RFC 9110 §8.8.3.3). */
  readonly etag: string;
  /** When it was published, as HTTP writes dates. */
  readonly lastModified: string;
}

/** Addresses a guide is kept ready for; each one repeats it, packed. */
const BASES_MAX = 4;
/** Pieces a packed guide is sent in. */
const PIECE_BYTES = 65_536;

/**
 * A published guide in the forms clients fetch, for each address they reach us at. Only the packed form is kept in
 * memory; the plain one is put together channel by channel as it is read.
 */
export class Documents {
  readonly #kept = new Recent<Promise<XmltvDocument>>(BASES_MAX);
  readonly #programmes: readonly Addresses[];

  /**
   * Has made none yet.
   *
   * @param guide What is published.
   * @param clock Lets others run while it is packed.
   */
  constructor(private readonly guide: PublishedDraft, private readonly clock: Clock) {
    this.#programmes = guide.draft.body.map((bytes) => new Addresses(bytes));
  }

  /** Makes what clients of another guide fetched ready of this one, so that none of them has to wait. */
  async follow(other: Documents): Promise<void> {
    for (const baseUrl of other.#kept.keys()) await this.get(baseUrl);
  }

  /** The document for clients that reach us at `baseUrl`, which has no slash at its end. */
  get(baseUrl: string): Promise<XmltvDocument> {
    return this.#kept.get(baseUrl, () => this.#make(baseUrl));
  }

  async #make(baseUrl: string): Promise<XmltvDocument> {
    const { draft: { channels, digest }, publishedAtMs } = this.guide;
    const programmes = this.#programmes;
    const head = new TextEncoder().encode(xmltvHead(channels, baseUrl));
    const tail = new TextEncoder().encode(XMLTV_TAIL);
    function* parts(): Generator<Uint8Array<ArrayBuffer>> {
      yield head;
      for (const part of programmes) yield part.filledIn(baseUrl);
      yield tail;
    }
    const length = programmes.reduce((sum, part) => sum + part.length(baseUrl), head.length + tail.length);
    // One member for the whole: browsers and curl stop after the first of several, whatever RFC 1952 §2.2 allows.
    const packed = await gzip(parts(), this.clock);
    const base = createHash("sha256").update(baseUrl).digest("hex").slice(0, 8);
    return {
      plain: { length, open: () => streamOf(parts()) },
      gzip: { length: packed.length, open: () => streamOf(piecesOf(packed)) },
      etag: `"${digest}-${base}"`,
      lastModified: new Date(publishedAtMs).toUTCString(),
    };
  }
}

/** Takes a part when the reader wants one, so that a slow client costs one part, not the guide. */
function streamOf(parts: Iterator<Uint8Array<ArrayBuffer>>): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    pull(controller) {
      const next = parts.next();
      if (next.done) controller.close();
      else controller.enqueue(next.value);
    },
  }, { highWaterMark: 0 });
}

function* piecesOf(bytes: Uint8Array<ArrayBuffer>): Generator<Uint8Array<ArrayBuffer>> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}
