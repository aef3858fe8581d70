import type { Clock } from "../../src/clock.ts";
import { Fault } from "../../src/fault.ts";
import type { Child, ChildExit, ChildSignal, Spawner } from "../../src/spawner.ts";

/** One thing a fake child does. */
export type ScriptStep =
  /** Writes to standard output; waits while the pipe is full. */
  | { readonly stdout: string | Uint8Array<ArrayBuffer> }
  /** Writes to standard error. */
  | { readonly stderr: string }
  /** Does nothing for a time of the clock. */
  | { readonly waitMs: number }
  /** Begins again at the first step. */
  | { readonly again: true }
  /** Does nothing until it is ended. */
  | { readonly hang: true }
  /** Ends with a status; a script that runs out ends with 0. */
  | { readonly exit: number };

/** What a fake child does, in order. */
export type Script = readonly ScriptStep[];

/** What was asked of the spawner. */
export interface SpawnCall {
  /** Program. */
  readonly command: string;
  /** Its arguments. */
  readonly args: readonly string[];
}

/** Bytes a pipe holds before its writer waits, as on Linux. */
const PIPE_BYTES = 65_536;
const PIECE_BYTES = 16_384;

/** A spawner whose children play scripts. `null` as script means: no such program. */
export class FakeSpawner implements Spawner {
  /** Every call, oldest first. */
  readonly calls: SpawnCall[] = [];
  /** Every child, oldest first. */
  readonly children: FakeChild[] = [];
  readonly #clock: Clock;
  readonly #choose: (call: SpawnCall) => Script | null;

  /** Plays what `choose` picks for each call. */
  constructor(clock: Clock, choose: (call: SpawnCall) => Script | null) {
    this.#clock = clock;
    this.#choose = choose;
  }

  spawn(command: string, args: readonly string[]): Child {
    const call = { command, args };
    this.calls.push(call);
    const script = this.#choose(call);
    if (script === null) throw new Fault("spawn_failed", `Cannot start ${command}: no such program`);
    const child = new FakeChild(1_000 + this.children.length, script, this.#clock);
    this.children.push(child);
    return child;
  }

  /** Children that have not ended. */
  get alive(): FakeChild[] {
    return this.children.filter((child) => child.isAlive);
  }
}

/** A child that plays its script. */
export class FakeChild implements Child {
  readonly pid: number;
  readonly exit: Promise<ChildExit>;
  /** Signals it got while it lived, oldest first. */
  readonly signals: ChildSignal[] = [];
  readonly #stdout = new FakePipe();
  readonly #stderr = new FakePipe();
  readonly #over = new AbortController();
  #resolveExit: (exit: ChildExit) => void = () => {};
  #stopped: { readonly resumed: Promise<void>; readonly resume: () => void } | null = null;

  constructor(pid: number, script: Script, clock: Clock) {
    this.pid = pid;
    this.exit = new Promise((resolve) => this.#resolveExit = resolve);
    void this.#play(script, clock);
  }

  get stdout(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#stdout.stream;
  }

  get stderr(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#stderr.stream;
  }

  /** Whether it still runs. */
  get isAlive(): boolean {
    return !this.#over.signal.aborted;
  }

  kill(signal: ChildSignal): void {
    if (!this.isAlive) return;
    this.signals.push(signal);
    if (signal === "SIGSTOP") this.#stopped ??= stopper();
    if (signal === "SIGCONT") {
      this.#stopped?.resume();
      this.#stopped = null;
    }
    if (signal === "SIGKILL") this.#end({ code: 137, signal });
    // A stopped process does not notice SIGTERM until it continues.
    const hasPendingEnd = signal === "SIGCONT" && this.signals.includes("SIGTERM");
    if (this.#stopped === null && (signal === "SIGTERM" || hasPendingEnd)) {
      this.#end({ code: 143, signal: "SIGTERM" });
    }
  }

  /** Ends it from outside, as a crash would. */
  crash(code: number): void {
    this.#end({ code, signal: null });
  }

  async #play(script: Script, clock: Clock): Promise<void> {
    for (let index = 0; this.isAlive;) {
      await this.#stopped?.resumed;
      const step = script[index++] ?? { exit: 0 };
      if ("again" in step) index = 0;
      // A turn of the event loop, so that an endless script leaves room for its readers.
      await Promise.resolve();
      if (this.isAlive) await this.#do(step, clock);
    }
  }

  async #do(step: ScriptStep, clock: Clock): Promise<void> {
    if ("exit" in step) this.#end({ code: step.exit, signal: null });
    else if ("hang" in step) await new Promise<void>((resolve) => this.#whenOver(resolve));
    else if ("waitMs" in step) await clock.sleep(step.waitMs, this.#over.signal);
    else if ("stdout" in step) await this.#write(this.#stdout, bytesOf(step.stdout));
    else if ("stderr" in step) await this.#write(this.#stderr, bytesOf(step.stderr));
  }

  async #write(pipe: FakePipe, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    for (let at = 0; at < bytes.length && this.isAlive; at += PIECE_BYTES) {
      await Promise.race([pipe.room(), new Promise<void>((resolve) => this.#whenOver(resolve))]);
      await this.#stopped?.resumed;
      if (!this.isAlive) return;
      if (pipe.isBroken) return this.#end({ code: 141, signal: "SIGPIPE" });
      pipe.write(bytes.slice(at, at + PIECE_BYTES));
    }
  }

  #whenOver(work: () => void): void {
    if (this.isAlive) this.#over.signal.addEventListener("abort", work, { once: true });
    else work();
  }

  #end(exit: ChildExit): void {
    if (!this.isAlive) return;
    this.#over.abort();
    this.#stopped?.resume();
    this.#stdout.close();
    this.#stderr.close();
    this.#resolveExit(exit);
  }
}

/** A pipe that holds 64 KiB: a stream of bytes, like that of a real child. */
class FakePipe {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  #controller: ReadableByteStreamController | null = null;
  #wake: () => void = () => {};
  #isBroken = false;

  constructor() {
    this.stream = new ReadableStream({
      type: "bytes",
      start: (controller) => void (this.#controller = controller),
      pull: () => this.#wake(),
      cancel: () => {
        this.#isBroken = true;
        this.#wake();
      },
    }, { highWaterMark: PIPE_BYTES });
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Resolves once the pipe takes more, or is broken. */
  async room(): Promise<void> {
    while (!this.#isBroken && (this.#controller?.desiredSize ?? 0) <= 0) {
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  write(bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.length > 0) this.#controller?.enqueue(bytes);
  }

  close(): void {
    if (!this.#isBroken) this.#controller?.close();
    // A read into a buffer of the reader's own waits for it to be given back.
    this.#controller?.byobRequest?.respond(0);
    this.#wake();
  }
}

function bytesOf(text: string | Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}

function stopper(): { resumed: Promise<void>; resume: () => void } {
  let resume = () => {};
  const resumed = new Promise<void>((resolve) => resume = resolve);
  return { resumed, resume };
}
