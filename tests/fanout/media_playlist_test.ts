import { strictEqual } from "node:assert/strict";
import { mediaPlaylist } from "../../src/fanout/media_playlist.ts";

Deno.test({
  name: "mediaPlaylist() writes what RFC 8216 §4.3 wants, in its order",
  permissions: "none",
  fn() {
    const startsAtMs = Date.UTC(2026, 0, 5, 12);
    const text = mediaPlaylist({
      targetSeconds: 4,
      mediaSequence: 7,
      discontinuitySequence: 3,
      segments: [
        { uri: "5/7-k.ts", durationMs: 4_004, startsAtMs, isDiscontinuity: false },
        { uri: "5/8-k.ts", durationMs: 1_001 / 3, startsAtMs: startsAtMs + 4_004, isDiscontinuity: true },
      ],
    });
    strictEqual(
      text,
      `#EXTM3U
#EXT-X-VERSION:6
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-TARGETDURATION:4
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-DISCONTINUITY-SEQUENCE:3
#EXT-X-PROGRAM-DATE-TIME:2026-01-05T12:00:00.000Z
#EXTINF:4.00400,
5/7-k.ts
#EXT-X-DISCONTINUITY
#EXT-X-PROGRAM-DATE-TIME:2026-01-05T12:00:04.004Z
#EXTINF:0.33367,
5/8-k.ts
`,
    );
  },
});
