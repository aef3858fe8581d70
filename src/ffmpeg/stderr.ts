import { LIMITS } from "../limits.ts";

/** The last lines a child complained with, bounded in number and length. */
export class StderrTail {
  readonly #lines: string[] = [];
  #partial = "";

  /** Reads until the child closes its stderr; unread it would block the child. */
  async drain(stderr: ReadableStream<Uint8Array>): Promise<void> {
    for await (const text of stderr.pipeThrough(new TextDecoderStream())) this.add(text);
    if (this.#partial !== "") this.#keep(this.#partial);
    this.#partial = "";
  }

  /** Adds a piece of output, cut anywhere. */
  add(text: string): void {
    const pieces = (this.#partial + text).split(/[\r\n]+/);
    this.#partial = (pieces.pop() ?? "").slice(-LIMITS.stderrLineBytesMax);
    for (const line of pieces) if (line.trim() !== "") this.#keep(line);
  }

  /** The lines kept, oldest first. */
  lines(): readonly string[] {
    return this.#lines;
  }

  /** The line that most likely says why it failed: the last one, without ffmpeg's address of the speaker. */
  reason(): string {
    return (this.#lines.at(-1) ?? "no message").replace(/^\[[^\]]*@ 0x[0-9a-f]+\] /, "");
  }

  #keep(line: string): void {
    this.#lines.push(line.slice(0, LIMITS.stderrLineBytesMax));
    if (this.#lines.length > LIMITS.stderrLinesMax) this.#lines.shift();
  }
}
