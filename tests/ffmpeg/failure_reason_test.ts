import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type FailureCode, failureReason } from "../../src/ffmpeg/failure_reason.ts";
import { StderrTail } from "../../src/ffmpeg/stderr.ts";

/** What FFmpeg 5.1.6 really said, run as the pool runs it (`-loglevel error`), and what it means. */
interface Case {
  readonly name: string;
  readonly said: string;
  readonly code: FailureCode;
  readonly text: string;
}

const FROM_DISK: readonly Case[] = [
  {
    name: "a file that is missing",
    said: "/media/nothing.mp4: No such file or directory",
    code: "not_found",
    text: "/media/nothing.mp4: No such file or directory",
  },
  { name: "a folder", said: "/media: Is a directory", code: "invalid_data", text: "/media: Is a directory" },
  {
    name: "a file nobody may read",
    said: "/media/private.mp4: Permission denied",
    code: "forbidden",
    text: "/media/private.mp4: Permission denied",
  },
  {
    name: "an MP4 that is cut off, empty or a page of HTML",
    said: `[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55b74de42a40] moov atom not found
/media/truncated.mp4: Invalid data found when processing input`,
    code: "invalid_data",
    text: "/media/truncated.mp4: Invalid data found when processing input",
  },
  {
    name: "noise that calls itself Matroska",
    said: `[matroska,webm @ 0x557fe2304a40] EBML header parsing failed
/media/noise.mkv: Invalid data found when processing input`,
    code: "invalid_data",
    text: "/media/noise.mkv: Invalid data found when processing input",
  },
  {
    name: "sound without pictures",
    said: `Stream map '0:v:0' matches no streams.
To ignore this, add a trailing '?' to the map.`,
    code: "no_stream",
    text: "Stream map '0:v:0' matches no streams.",
  },
  {
    name: "nothing to write",
    said: "Output file #0 does not contain any stream",
    code: "no_stream",
    text: "Output file #0 does not contain any stream",
  },
  {
    name: "damaged pictures",
    said: `[h264 @ 0x55733fcda6c0] Error splitting the input into NAL units.
Error while decoding stream #0:0: Invalid data found when processing input`,
    code: "decode_failed",
    text: "Error while decoding stream #0:0: Invalid data found when processing input",
  },
  {
    name: "a transport stream with holes",
    said: `[h264 @ 0x5563381e3b00] out of range intra chroma pred mode
[h264 @ 0x5563381e3b00] error while decoding MB 11 10
/media/holes.ts: corrupt input packet in stream 0`,
    code: "decode_failed",
    text: "/media/holes.ts: corrupt input packet in stream 0",
  },
  {
    name: "sound that loses its rate",
    said: `[abuffer @ 0x560608375580] Value inf for parameter 'time_base' out of range [0 - 2.14748e+09]
    Last message repeated 1 times
[abuffer @ 0x560608375580] Error setting option time_base to value 1/0.
[graph_1_in_0_1 @ 0x560608375440] Error applying options to the filter.
Error configuring filter graph`,
    code: "decode_failed",
    text: "Error configuring filter graph",
  },
];

const OF_THE_MACHINE: readonly Case[] = [
  {
    name: "an encoder that is not there",
    said: "Unknown encoder 'h264_nothing'",
    code: "encoder_failed",
    text: "Unknown encoder 'h264_nothing'",
  },
  {
    name: "a card that is not there",
    said: `[h264_nvenc @ 0x5580101e01c0] Cannot load libcuda.so.1
Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0 - maybe incorrect parameters such as bit_rate, rate, width or height`,
    code: "encoder_failed",
    text: "Cannot load libcuda.so.1",
  },
  {
    name: "a device that is not there",
    said: `[AVHWDeviceContext @ 0x55c897930ac0] No VA display found for device /dev/dri/renderD128.
Device creation failed: -22.
Failed to set value '/dev/dri/renderD128' for option 'vaapi_device': Invalid argument
Error parsing global options: Invalid argument`,
    code: "encoder_failed",
    text: "Device creation failed: -22.",
  },
  {
    name: "an encoder without memory",
    said: `x264 [error]: malloc of size 85657917 failed
Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0 - maybe incorrect parameters such as bit_rate, rate, width or height`,
    code: "out_of_memory",
    text: "x264 [error]: malloc of size 85657917 failed",
  },
  {
    name: "filters without memory",
    said: `[Parsed_scale_0 @ 0x5650fd201040] Failed to configure output pad on Parsed_scale_0
Error reinitializing filters!
Failed to inject frame into filter network: Cannot allocate memory
Error while processing the decoded data for stream #0:0`,
    code: "out_of_memory",
    text: "Failed to inject frame into filter network: Cannot allocate memory",
  },
  {
    name: "a disk that is full",
    said: `av_interleaved_write_frame(): No space left on device
    Last message repeated 1 times
Error writing trailer of /data/a.ts: No space left on device
Error closing file /data/a.ts: No space left on device`,
    code: "no_space",
    text: "Error closing file /data/a.ts: No space left on device",
  },
];

const SECRET = "http://user:pa%40ss@127.0.0.1:46039/a.mp4?token=secret123";
const PLAIN = "http://127.0.0.1:46039/a.mp4?…";

/** A server's answer; the address it was asked at holds secrets. */
function answered(name: string, words: string, code: FailureCode): Case {
  return { name, said: `${SECRET}: ${words}`, code, text: `${PLAIN}: ${words}` };
}

const FROM_THE_NETWORK: readonly Case[] = [
  answered("400", "Server returned 400 Bad Request", "unknown"),
  answered("401", "Server returned 401 Unauthorized (authorization failed)", "forbidden"),
  answered("403", "Server returned 403 Forbidden (access denied)", "forbidden"),
  answered("404", "Server returned 404 Not Found", "not_found"),
  answered(
    "410, 416, 429 without warnings",
    "Server returned 4XX Client Error, but not one of 40{0,1,3,4}",
    "unknown",
  ),
  answered("500, 502, 503, 504", "Server returned 5XX Server Error reply", "server_error"),
  answered("nobody there", "Connection refused", "refused"),
  answered("a stall, or no answer at all", "Connection timed out", "timeout"),
  {
    name: "410 with warnings",
    said: `[http @ 0x559178d052c0] HTTP error 410 Gone
${SECRET}: Server returned 4XX Client Error, but not one of 40{0,1,3,4}`,
    code: "gone",
    text: "HTTP error 410 Gone",
  },
  {
    name: "429 with warnings",
    said: `[http @ 0x5596b900f2c0] HTTP error 429 Too Many Requests
${SECRET}: Server returned 4XX Client Error, but not one of 40{0,1,3,4}`,
    code: "throttled",
    text: "HTTP error 429 Too Many Requests",
  },
  {
    name: "a page of HTML",
    said: `[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55e6c8860b00] moov atom not found
http://127.0.0.1:46039/a.mp4: Invalid data found when processing input`,
    code: "invalid_data",
    text: "http://127.0.0.1:46039/a.mp4: Invalid data found when processing input",
  },
  {
    name: "a name that does not exist",
    said: `[tcp @ 0x5606c975a380] Failed to resolve hostname nowhere.invalid: Name or service not known
http://nowhere.invalid/a.mp4: Input/output error`,
    code: "name_not_resolved",
    text: "Failed to resolve hostname nowhere.invalid: Name or service not known",
  },
  {
    name: "a certificate nobody vouches for",
    said: `[tls @ 0x55b55ff17400] Peer certificate failed verification
https://127.0.0.1:38515/a.mp4: Input/output error`,
    code: "tls",
    text: "Peer certificate failed verification",
  },
  {
    name: "somebody else's certificate",
    said: `[tls @ 0x55818451a1c0] The certificate's owner does not match hostname 127.0.0.1
https://127.0.0.1:46227/a.mp4: Input/output error`,
    code: "tls",
    text: "The certificate's owner does not match hostname 127.0.0.1",
  },
  {
    name: "no TLS at all",
    said: `[tls @ 0x5626f0549140] An unexpected TLS packet was received.
https://127.0.0.1:38751/a.mp4: Input/output error`,
    code: "tls",
    text: "An unexpected TLS packet was received.",
  },
  {
    name: "no answer to a TLS greeting",
    said: `[tls @ 0x557ae0816400] Error in the pull function.
[tls @ 0x557ae0816400] IO error: Connection timed out
https://127.0.0.1:46039/a.mp4: Connection timed out`,
    code: "timeout",
    text: "https://127.0.0.1:46039/a.mp4: Connection timed out",
  },
  {
    name: "a reset at once",
    said: `[http @ 0x55eb9121b380] Stream ends prematurely at 0, should be 1352848
http://127.0.0.1:46039/a.ts: Input/output error`,
    code: "reset",
    text: "http://127.0.0.1:46039/a.ts: Input/output error",
  },
  {
    name: "a reset within an MP4's table",
    said: `[http @ 0x5596ba144380] Stream ends prematurely at 1000, should be 1240520
[http @ 0x5596ba144380] Stream ends prematurely at 1229988, should be 1240520
    Last message repeated 1 times
[mov,mp4,m4a,3gp,3g2,mj2 @ 0x5596ba143b00] stream 0, contradictionary STSC and STCO
[mov,mp4,m4a,3gp,3g2,mj2 @ 0x5596ba143b00] error reading header
http://127.0.0.1:46039/a.mp4: Invalid data found when processing input`,
    code: "reset",
    text: "Stream ends prematurely at 1229988, should be 1240520",
  },
  {
    name: "a reset within the pictures",
    said: `[h264 @ 0x55c0311b0780] Error splitting the input into NAL units.
[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55c031135b00] stream 1, offset 0x18379: partial file
http://127.0.0.1:46039/a.mp4: Connection reset by peer
Error while decoding stream #0:0: Invalid data found when processing input
[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55c031135b00] stream 0, offset 0x18444: partial file`,
    code: "reset",
    text: "http://127.0.0.1:46039/a.mp4: Connection reset by peer",
  },
  {
    name: "a stall within the pictures",
    said: `http://127.0.0.1:46039/a.ts: Connection timed out
[h264 @ 0x55572fd71540] Invalid level prefix
[h264 @ 0x55572fd71540] error while decoding MB 12 9
http://127.0.0.1:46039/a.ts: Connection timed out
    Last message repeated 1 times`,
    code: "timeout",
    text: "http://127.0.0.1:46039/a.ts: Connection timed out",
  },
];

const FATAL = "not_found forbidden gone throttled server_error name_not_resolved tls invalid_data no_stream"
  .split(" ");
const OF_HOST = "refused reset timeout name_not_resolved tls server_error".split(" ");

/** The lines as the pool keeps them. */
function kept(said: string): readonly string[] {
  const tail = new StderrTail();
  tail.add(`${said}\n`);
  return tail.lines();
}

for (
  const [where, cases] of Object.entries({
    "a file": FROM_DISK,
    "the machine": OF_THE_MACHINE,
    "a server": FROM_THE_NETWORK,
  })
) {
  Deno.test({
    name: `failureReason() reads what ffmpeg says of ${where}`,
    permissions: "none",
    async fn(t) {
      for (const { name, said, code, text } of cases) {
        await t.step(name, () => {
          const reason = failureReason(said.split("\n"));
          deepStrictEqual([reason.code, reason.text], [code, text]);
          if (code !== "unknown") strictEqual(reason.isFatal, FATAL.includes(code));
          strictEqual(reason.scope, OF_HOST.includes(code) ? "host" : "item");
          deepStrictEqual(failureReason(kept(said)), reason, "the tail of stderr says the same");
        });
      }
    },
  });
}

Deno.test({
  name: "failureReason() knows what the last words alone do not tell",
  permissions: "none",
  async fn(t) {
    await t.step("a refusal that has no name is final all the same", () => {
      const some = "http://127.0.0.1/a.mp4: Server returned 4XX Client Error, but not one of 40{0,1,3,4}";
      deepStrictEqual([failureReason([some]).code, failureReason([some]).isFatal], ["unknown", true]);
      strictEqual(failureReason(["http://127.0.0.1/a.mp4: Server returned 400 Bad Request"]).isFatal, false);
    });
    await t.step("a signal came after whatever was said", () => {
      const words = ["[h264 @ 0x5601071fd980] error while decoding MB 19 9"];
      const want = { code: "killed", isFatal: false, scope: "item", text: "Ended by SIGKILL" };
      deepStrictEqual(failureReason(words, { code: 137, signal: "SIGKILL" }), want);
    });
    await t.step("an exit status says nothing of its own", () => {
      const words = ["/media/a.mp4: No such file or directory"];
      strictEqual(failureReason(words, { code: 1, signal: null }).code, "not_found");
    });
    await t.step("no words at all", () => {
      const want = { code: "unknown", isFatal: false, scope: "item", text: "no message" };
      deepStrictEqual(failureReason([]), want);
    });
    await t.step("what was mended long ago is not the reason", () => {
      const since = Array.from(
        { length: 20 },
        (_, frame) => `[h264 @ 0x560] error while decoding MB 1 ${frame}`,
      );
      strictEqual(failureReason(["http://a/b: Connection reset by peer", ...since]).code, "decode_failed");
    });
  },
});

Deno.test({
  name: "failureReason() finds something to say of any words, and repeats no secret",
  permissions: "none",
  fn() {
    const line = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom(SECRET, `${SECRET}: Connection refused`),
    );
    fc.assert(fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const { text } = failureReason(lines);
      ok(!text.includes("secret123") && !text.includes("pa%40ss"), text);
    }));
  },
});
