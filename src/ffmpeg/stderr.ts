import { LIMITS } from "../limits.ts";
import { withoutSecrets } from "./without_secrets.ts";

/** What ffmpeg says after the cause, whatever the cause was. */
const CONSEQUENCE =
  /^(\s+Last message repeated|To ignore this|Error initializing output stream|Error while opening encoder|Error parsing global options|Failed to set value|Conversion failed)/;

/** The last lines a child complained with, bounded in number and length, and without the secrets of addresses. */
export class StderrTail {
  readonly #lines: string[] = [];
  #partial = "";

  /** @param onLine Told every line, in full, also those that are not kept. */
  constructor(private readonly onLine: (line: string) => void = () => {}) {}

  /** Reads until the child closes its stderr; unread it would block the child. */
  async drain(stderr: ReadableStream<Uint8Array>): Promise<void> {
    for await (const text of stderr.pipeThrough(new TextDecoderStream())) this.add(text);
    if (this.#partial !== "") this.#keep(this.#partial);
    this.#partial = "";
  }

  /** Adds a piece of output, cut anywhere. */
  add(text: string): void {
    const pieces = (this.#partial + text).split(/[\r\n]+/);
    // From its beginning and longer than what is kept, so that a secret is not cut off from the address it belongs to.
    this.#partial = (pieces.pop() ?? "").slice(0, 4 * LIMITS.stderrLineBytesMax);
    for (const line of pieces) if (line.trim() !== "") this.#keep(line);
  }

  /** The lines kept, oldest first. */
  lines(): readonly string[] {
    return this.#lines;
  }

  /** The line that most likely says why it failed: the last that says more than that it did. */
  reason(): string {
    return causeOf(this.#lines);
  }

  #keep(line: string): void {
    this.onLine(line);
    this.#lines.push(withoutSecrets(line).slice(0, LIMITS.stderrLineBytesMax));
    if (this.#lines.length > LIMITS.stderrLinesMax) this.#lines.shift();
  }
}

/** Of some complaints, oldest first, the last that says more than that something failed. */
export function causeOf(lines: readonly string[]): string {
  const line = lines.findLast((line) => !CONSEQUENCE.test(line)) ?? lines.at(-1);
  return withoutSpeaker(line ?? "no message");
}

/** A complaint without ffmpeg's address of the speaker, such as `[h264_vaapi @ 0x55d0] `. */
export function withoutSpeaker(line: string): string {
  return line.replace(/^\[[^\]]*@ 0x[0-9a-f]+\] /, "");
}
