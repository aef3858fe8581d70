import type { ChildExit } from "../spawner.ts";
import { causeOf } from "./stderr.ts";
import { withoutSecrets } from "./without_secrets.ts";

/** Kinds of failure that are told apart. */
export type FailureCode =
  | "not_found"
  | "forbidden"
  | "gone"
  | "throttled"
  | "server_error"
  | "invalid_data"
  | "no_stream"
  | "decode_failed"
  | "encoder_failed"
  | "timeout"
  | "refused"
  | "reset"
  | "name_not_resolved"
  | "tls"
  | "no_space"
  | "out_of_memory"
  | "killed"
  | "unknown";

/** Why an ffmpeg failed. */
export interface FailureReason {
  /** What kind of failure it was. */
  readonly code: FailureCode;
  /** True when the same input would fail in the same way a moment later: another one is to be taken at once. */
  readonly isFatal: boolean;
  /** What is to be blamed: this item, or the host it comes from with all its items. */
  readonly scope: "item" | "host";
  /** ffmpeg's own words, in one line and without secrets. */
  readonly text: string;
}

/** How to recognise a kind of failure. */
interface Rule {
  readonly code: FailureCode;
  readonly pattern: RegExp;
}

/** Complaints before these belong to another story, such as a connection that was mended since. */
const LAST_WORDS = 20;

/**
 * Causes before their consequences: a connection that breaks also makes for data that cannot be decoded, so what is
 * said of the connection counts, wherever it stands.
 */
const RULES: readonly Rule[] = [
  { code: "no_space", pattern: /No space left on device|Disk quota exceeded/ },
  { code: "out_of_memory", pattern: /Cannot allocate memory|\bmalloc of size \d+ failed|Out of memory/i },
  {
    code: "tls",
    pattern: /^\[(tls|https) @.*(certificate|hostname|TLS packet|handshake|\bSSL)|\bx509:|\btls:/i,
  },
  { code: "name_not_resolved", pattern: /Failed to resolve hostname|no such host/ },
  { code: "refused", pattern: /Connection refused|No route to host|Network is unreachable/ },
  { code: "forbidden", pattern: /Server returned 40[13]\b|HTTP error 40[13]\b|: Permission denied$/ },
  { code: "not_found", pattern: /Server returned 404\b|HTTP error 404\b|: No such file or directory$/ },
  { code: "gone", pattern: /(Server returned|HTTP error) 410\b/ },
  { code: "throttled", pattern: /(Server returned|HTTP error) 429\b/ },
  { code: "server_error", pattern: /(Server returned|HTTP error) 5(\d\d|XX)\b/ },
  { code: "timeout", pattern: /(Connection|Operation) timed out/ },
  {
    code: "reset",
    pattern:
      /Connection reset by peer|Stream ends prematurely|^https?:\S*: (Input\/output error|End of file|Broken pipe)$/,
  },
  {
    code: "no_stream",
    pattern: /matches no streams|does not contain any stream|Cannot determine format of input stream/,
  },
  {
    code: "encoder_failed",
    pattern:
      /Error initializing output stream|Error while opening encoder|Unknown encoder|Device creation failed|No capable devices found/,
  },
  {
    code: "invalid_data",
    pattern:
      /^(?!Error while decoding).*Invalid data found when processing input$|moov atom not found|: Is a directory$/,
  },
  {
    code: "decode_failed",
    pattern:
      /error while decoding|corrupt input packet|Error splitting the input|Error (re)?(initializing|configuring) filter/i,
  },
];

/**
 * The list of the reference (`x509`, `tls`, `no such host`, HTTP statuses), and what is a property of the bytes: they
 * will not be others in a second.
 */
const FATAL: ReadonlySet<FailureCode> = new Set<FailureCode>([
  ...["not_found", "forbidden", "gone", "throttled", "server_error", "name_not_resolved", "tls"] as const,
  ...["invalid_data", "no_stream"] as const,
]);

/** Failures that all items of a host share. */
const OF_HOST: ReadonlySet<FailureCode> = new Set<FailureCode>([
  ...["refused", "reset", "timeout", "name_not_resolved", "tls", "server_error"] as const,
]);

/** A refusal ffmpeg does not tell more of, unless it may give warnings: 405, 410, 416, 429… */
const SOME_REFUSAL = /Server returned 4XX/;

/**
 * Reads out of an ffmpeg's last words why it failed.
 *
 * @param lines What it complained of, oldest first.
 * @param exit How it ended, if that is known: a signal says more than what was said before it came.
 */
export function failureReason(lines: readonly string[], exit: ChildExit | null = null): FailureReason {
  if (exit !== null && exit.signal !== null) return tell("killed", `Ended by ${exit.signal}`);
  const words = lines.slice(-LAST_WORDS);
  for (const { code, pattern } of RULES) {
    const at = words.findLastIndex((line) => pattern.test(line));
    if (at >= 0) return tell(code, causeOf(words.slice(0, at + 1)));
  }
  const text = causeOf(words);
  return { ...tell("unknown", text), isFatal: SOME_REFUSAL.test(text) };
}

function tell(code: FailureCode, text: string): FailureReason {
  return {
    code,
    isFatal: FATAL.has(code),
    scope: OF_HOST.has(code) ? "host" : "item",
    text: withoutSecrets(text),
  };
}
