import type { ResponseBytes } from "./response_bytes.ts";

/** State of the proof of guides, whether or not one was ever published. */
export interface GuideProof {
  /** Rules that every guide keeps. */
  readonly properties: readonly { readonly name: string; readonly sentence: string }[];
  /** What has the last word on guides made here. */
  readonly verifiedBy: "plain" | "smt";
  /** The latest proof; null before the first one. */
  readonly latest: {
    /** `timeout`: the solver did not answer, or there was none. */
    readonly result: "verified" | "failed" | "timeout";
    /** Stage that refused the guide; null if none did. */
    readonly stage: string | null;
    /** Why the guide was refused; null if it was not. */
    readonly reason: string | null;
    /** When it ended, milliseconds since 1970. */
    readonly endedAtMs: number;
    /** How long it took. */
    readonly durationMs: number;
    /** Questions the solver answered. */
    readonly questions: number;
    /** Pieces that were proved, and those that had been before. */
    readonly fresh: number;
    readonly known: number;
  } | null;
  /** The last instant at which a guide would have been wrong, in words; null if there was none. */
  readonly counterexample: string | null;
}

/** State of the published guide. */
export interface GuideState {
  /** Rises with every publication. */
  readonly version: number;
  /** When it was published, milliseconds since 1970. */
  readonly publishedAtMs: number;
  /** `plain`: checked by our own code; `smt`: proved by the solver. */
  readonly verifiedBy: "plain" | "smt";
  /** True when a newer one could not be verified. */
  readonly isStale: boolean;
  /** Number of programmes in it. */
  readonly programmes: number;
  /** Number of channels in it. */
  readonly channels: number;
  /** Why the newer one could not be verified. */
  readonly faults: readonly string[];
}

/** The guide as clients fetch it. */
export interface GuideFile {
  /** XMLTV. */
  readonly plain: ResponseBytes;
  /** The same, compressed. */
  readonly gzip: ResponseBytes;
  /** Strong entity tag of `plain`, with its quotes. */
  readonly etag: string;
  /** When it last changed, milliseconds since 1970. */
  readonly lastModifiedMs: number;
}

/** The published guide. */
export interface Guide {
  /** Its state; null before the first publication. */
  current(): GuideState | null;
  /** How guides are proved, and how the latest proof went. */
  proof(): GuideProof;
  /**
   * The guide with absolute addresses.
   *
   * @param baseUrl What its addresses begin with, without a slash at its end.
   * @returns Null before the first publication.
   */
  xmltv(baseUrl: string): Promise<GuideFile | null>;
}
