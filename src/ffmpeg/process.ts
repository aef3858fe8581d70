import type { Clock } from "../clock.ts";
import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import type { Child, ChildExit } from "../spawner.ts";
import { type FailureReason, failureReason } from "./failure_reason.ts";
import { StderrTail } from "./stderr.ts";

/** One running ffmpeg or ffprobe: its output, its complaints and its end. */
export class MediaProcess {
  readonly #stderr: StderrTail;
  readonly #drained: Promise<void>;
  #killed: Promise<void> | null = null;
  #isOver = false;

  /** Takes over a child that was just spawned; `onLine` is told every line it says on stderr. */
  constructor(private readonly child: Child, private readonly clock: Clock, onLine?: (line: string) => void) {
    this.#stderr = new StderrTail(onLine);
    this.#drained = this.#stderr.drain(child.stderr).catch(this.#complain);
    void child.exit.then(() => this.#isOver = true);
  }

  /** Process id. */
  get pid(): number {
    return this.child.pid;
  }

  /** True once the process is gone. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What it writes; to be read by one reader. */
  get output(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.child.stdout;
  }

  /** How it ended. */
  get exit(): Promise<ChildExit> {
    return this.child.exit;
  }

  /** Why it failed, in its own words; complete once it is gone. */
  async reason(): Promise<string> {
    await this.#drained;
    return this.#stderr.reason();
  }

  /** What kind of failure that was; complete once it is gone. */
  async failure(): Promise<FailureReason> {
    await this.#drained;
    return failureReason(this.#stderr.lines(), await this.child.exit);
  }

  /** The last lines it complained with; complete once it is gone. */
  async complaints(): Promise<string> {
    await this.#drained;
    return this.#stderr.lines().join("\n");
  }

  /** Asks it to end, makes it end 1.5 s later, and waits until it is gone; a second call waits for the same end. */
  async end(): Promise<void> {
    this.#killed ??= this.#kill();
    await this.#killed;
    await this.#drained;
    await this.#freeOutput();
  }

  async #kill(): Promise<void> {
    if (this.#isOver) return;
    const over = new AbortController();
    void this.child.exit.then(() => over.abort());
    this.child.kill("SIGTERM");
    await this.clock.sleep(LIMITS.killAfterMs, over.signal);
    if (!this.#isOver) this.child.kill("SIGKILL");
    await this.child.exit;
  }

  /** Frees the pipe of output nobody reads any more; a locked one is freed by its reader, a broken one is free. */
  async #freeOutput(): Promise<void> {
    if (!this.child.stdout.locked) await this.child.stdout.cancel().catch(this.#complain);
  }

  readonly #complain = (thrown: unknown): void => this.#stderr.add(`${messageOf(thrown)}\n`);
}
