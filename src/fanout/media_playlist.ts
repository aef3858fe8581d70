/** What a live media playlist says. */
export interface MediaPlaylist {
  /** No segment is longer than this, rounded; the same for ever (RFC 8216 §4.3.3.1). */
  readonly targetSeconds: number;
  /** Number of the first segment. */
  readonly mediaSequence: number;
  /** Rises by one with each discontinuity that leaves the playlist. */
  readonly discontinuitySequence: number;
  /** The segments, the oldest first. */
  readonly segments: readonly PlaylistSegment[];
}

/** A line of a playlist and its tags. */
export interface PlaylistSegment {
  /** Its address. */
  readonly uri: string;
  /** Its length. */
  readonly durationMs: number;
  /** When its first picture airs, milliseconds since 1970. */
  readonly startsAtMs: number;
  /** True when it does not go on where the one before ended, or needs other parameters. */
  readonly isDiscontinuity: boolean;
}

/** Writes a live media playlist (RFC 8216 §4.3); each segment begins with a key frame. */
export function mediaPlaylist(playlist: MediaPlaylist): string {
  return [
    "#EXTM3U",
    "#EXT-X-VERSION:6",
    "#EXT-X-INDEPENDENT-SEGMENTS",
    `#EXT-X-TARGETDURATION:${playlist.targetSeconds}`,
    `#EXT-X-MEDIA-SEQUENCE:${playlist.mediaSequence}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${playlist.discontinuitySequence}`,
    ...playlist.segments.flatMap(({ uri, durationMs, startsAtMs, isDiscontinuity }) => [
      ...(isDiscontinuity ? ["#EXT-X-DISCONTINUITY"] : []),
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(startsAtMs).toISOString()}`,
      `#EXTINF:${(durationMs / 1_000).toFixed(5)},`,
      uri,
    ]),
    "",
  ].join("\n");
}
