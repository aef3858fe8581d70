import type { Channel } from "../channel.ts";
import type { Clock } from "../clock.ts";
import { Fault, messageOf } from "../fault.ts";
import type { Logger } from "../log.ts";
import type { Rng } from "../rng.ts";
import type { Tuning } from "../tuning.ts";
import type { BaseUrls } from "./base_urls.ts";
import { type Dial, dialChannel, dialVirtualChannel, NO_DIAL } from "./channel_wish.ts";
import type { GetSetAnswer } from "./control_packet.ts";
import type { Endpoint, OpenDatagram } from "./datagram.ts";
import { mayTarget, parseTarget, type Target, targetText } from "./target_address.ts";
import { TargetLife } from "./target_life.ts";
import { TargetStream } from "./target_stream.ts";
import { debugText, statusText, streamInfoText, type TunerView, vStatusText } from "./tuner_texts.ts";
import { type Caller, TunerLock } from "./tuner_lock.ts";
import { Turns } from "./turns.ts";

/** What a tuner under control is made of. */
export interface ControlTunerParts {
  /** Opens channels. */
  readonly tuning: Tuning;
  /** The channels there are. */
  readonly channels: () => readonly Channel[];
  /** Who is a neighbour, and where we listen. */
  readonly baseUrls: BaseUrls;
  /** Opens a socket for each target. */
  readonly openDatagram: OpenDatagram;
  /** Time. */
  readonly clock: Clock;
  /** Where targets are told. */
  readonly log: Logger;
  /** Tells RTP streams apart. */
  readonly rng: Rng;
}

/** A kind of reception; all of them receive the same. */
export const CHANNEL_MAPS = ["us-bcast", "us-cable", "us-hrc", "us-irc"] as const;

const ALL_PIDS = "0x0000-0x1fff";
const PIDS = /^(0x[0-9a-f]{1,4}(-0x[0-9a-f]{1,4})?)( 0x[0-9a-f]{1,4}(-0x[0-9a-f]{1,4})?)*$/i;
const AGENT = "HDHomeRun control";
const UNKNOWN: GetSetAnswer = { error: "unknown getset variable" };

/** Who sets something, on which connection. */
export interface ControlCaller extends Caller, Endpoint {}

/** Where a tuner sends to, or will once it has a channel. */
interface Aim {
  readonly where: Target;
  /** Address of the client that set it. */
  readonly client: string;
  readonly life: TargetLife;
}

/** One tuner as control clients know it: what it is set to, who locked it, where it sends. One is set at a time. */
export class ControlTuner implements AsyncDisposable {
  readonly #lock: TunerLock;
  #dial: Dial = NO_DIAL;
  #channelMap: string = CHANNEL_MAPS[0];
  #filter = ALL_PIDS;
  #program = "none";
  /** Stays when its stream ends by itself: the next channel may have more luck. */
  #target: Aim | null = null;
  #stream: TargetStream | null = null;
  readonly #turns = new Turns();
  readonly #stop = new AbortController();

  /**
   * Set to nothing.
   *
   * @param index Its place among the tuners, from 0.
   * @param parts What it is made of.
   */
  constructor(private readonly index: number, private readonly parts: ControlTunerParts) {
    this.#lock = new TunerLock(parts.clock);
  }

  /** Reads a variable; `status` for `/tuner0/status`. */
  get(variable: string): GetSetAnswer {
    const view = this.#view();
    const texts: Record<string, () => string> = {
      status: () => statusText(view),
      vstatus: () => vStatusText(view),
      streaminfo: () => streamInfoText(view),
      debug: () => debugText(view),
      channel: () => view.dial.text,
      vchannel: () => view.dial.channel?.number ?? "none",
      channelmap: () => this.#channelMap,
      filter: () => this.#filter,
      program: () => this.#program,
      lockkey: () => this.#owner() ?? "none",
      target: () => this.#targetText(),
    };
    const text = Object.hasOwn(texts, variable) ? texts[variable] : undefined;
    return text ? { value: text() } : UNKNOWN;
  }

  /** Sets a variable, unless somebody else has the tuner; what it is now. */
  set(variable: string, value: string, caller: ControlCaller): Promise<GetSetAnswer> {
    return this.#turns.take(() => this.#set(variable, value, caller));
  }

  /** Takes a sign of life, if it is of the target's receiver. */
  keepAlive({ address, port }: Endpoint): void {
    const target = this.#target;
    if (target?.where.address === address && target.where.port === port) target.life.noteKeepAlive();
  }

  /** Takes note that a client asked for this tuner, or set it. */
  noteRequest(client: Endpoint): void {
    this.#target?.life.noteRequest(client);
  }

  /** Takes note that a client's connection was closed. */
  closed(client: Endpoint): void {
    this.#target?.life.noteClosed(client);
  }

  /** Ends what nobody receives and opens locks that were forgotten; to be called now and then. */
  tidy(): Promise<void> {
    return this.#turns.take(async () => {
      const silence = this.#target?.life.isOver ? "no sign of life" : null;
      const reason = this.#stream?.isUnreachable ? "unreachable" : silence;
      if (reason !== null) {
        this.parts.log.info("Target: given up", { tuner: this.index, target: this.#targetText(), reason });
        await this.#end();
      }
      this.#lock.expire(this.#stream !== null);
      this.#reserve();
    });
  }

  /** Refuses who waits for this tuner, now and later. */
  abort(): void {
    this.#stop.abort(new Fault("shutting_down", `Cannot tune tuner ${this.index}: control ends`));
  }

  /** See {@link AsyncDisposable}. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.abort();
    await this.#turns.take(() => this.#end());
  }

  async #set(variable: string, value: string, caller: ControlCaller): Promise<GetSetAnswer> {
    if (variable === "lockkey") return await this.#setLock(value, caller);
    const setters: Record<string, () => Promise<GetSetAnswer> | GetSetAnswer> = {
      channel: () => this.#setDial("channel", dialChannel(value, this.parts.channels()), caller),
      vchannel: () => this.#setDial("vchannel", dialVirtualChannel(value, this.parts.channels()), caller),
      channelmap: () => this.#setChannelMap(value),
      filter: () => this.#setFilter(value),
      program: () => this.#setProgram(value),
      target: () => this.#setTarget(value, caller),
    };
    const setter = Object.hasOwn(setters, variable) ? setters[variable] : undefined;
    if (!setter) return UNKNOWN;
    const viewer = this.#strangerTo(caller);
    if (viewer !== null) return { error: `resource locked by ${viewer}` };
    return this.#lock.admits(caller) ? await setter() : { error: `resource locked by ${this.#lock.owner}` };
  }

  async #setLock(value: string, caller: Caller): Promise<GetSetAnswer> {
    const viewer = this.#strangerTo(caller);
    const isForced = value === "force" && this.#stream !== null;
    // Nobody's viewer is sent away by a lock, but a stream to a target by force.
    if (viewer !== null && value !== "none" && !isForced) return { error: `resource locked by ${viewer}` };
    const { answer, isReleased } = this.#lock.set(value, caller);
    this.#reserve();
    // Whoever gives the tuner back has no use for its stream, and the next one none for somebody else's.
    if (isReleased || value === "force") await this.#end();
    return answer;
  }

  async #setDial(
    variable: string,
    dial: Dial | { readonly error: string },
    { address }: Caller,
  ): Promise<GetSetAnswer> {
    if ("error" in dial) return dial;
    await this.#endStream();
    // What waited for a channel waited for its own client's.
    if (this.#lock.owner === null && this.#target?.client !== address) this.#target = null;
    this.#dial = dial;
    this.#filter = ALL_PIDS;
    this.#program = "none";
    const obstacle = this.#target && await this.#start(this.#target);
    return obstacle ?? this.get(variable);
  }

  #setChannelMap(value: string): GetSetAnswer {
    if (!CHANNEL_MAPS.some((map) => map === value)) return { error: "invalid channelmap" };
    this.#channelMap = value;
    return { value };
  }

  #setFilter(value: string): GetSetAnswer {
    if (!PIDS.test(value)) return { error: "invalid filter" };
    this.#filter = value;
    return { value };
  }

  #setProgram(value: string): GetSetAnswer {
    if (!/^(none|\d{1,5})$/.test(value)) return { error: "invalid program" };
    this.#program = value;
    return { value };
  }

  async #setTarget(value: string, caller: ControlCaller): Promise<GetSetAnswer> {
    const { address: client } = caller;
    const target = value === "none" ? null : parseTarget(value);
    if (target === null && value !== "none") return { error: "invalid target" };
    if (target !== null && !mayTarget(target.address, client, this.parts.baseUrls.interfaces())) {
      return { error: "target not allowed" };
    }
    await this.#end();
    if (target === null) return this.get("target");
    this.#target = { where: target, client, life: new TargetLife(caller, this.parts.clock) };
    const obstacle = await this.#start(this.#target);
    if (obstacle) this.#target = null;
    return obstacle ?? this.get("target");
  }

  /** Sends the channel to a target; why not, if it cannot be. Without a channel the target waits for one. */
  async #start({ where, client }: Aim): Promise<GetSetAnswer | null> {
    const { tuning, openDatagram, clock, log, rng } = this.parts;
    if (this.#dial.channel === null) return null;
    using opening = new DisposableStack();
    try {
      const socket = opening.use(openDatagram({ address: "0.0.0.0", port: 0 }));
      const { body } = await tuning.open({
        number: this.#dial.channel.number,
        via: "tuner",
        tuner: this.index,
        isHolder: this.#lock.owner !== null,
        address: client,
        agent: AGENT,
        durationMs: null,
        isPaced: true,
        signal: this.#stop.signal,
      });
      const stream = new TargetStream(where, {
        clock,
        log,
        rng,
        socket,
        body,
        onEnd: () => this.#ended(stream),
      });
      opening.move();
      this.#stream = stream;
      log.info("Target: streaming", { tuner: this.index, target: targetText(where), client });
      return null;
    } catch (thrown) {
      log.warn("Target: cannot stream", { tuner: this.index, client, reason: messageOf(thrown) });
      return { error: this.#wordFor(thrown) };
    }
  }

  #wordFor(thrown: unknown): string {
    const code = thrown instanceof Fault ? thrown.code : null;
    if (code === "unknown_channel") return "unknown virtual channel";
    const owner = this.#owner();
    if (code === "tuner_in_use" && owner !== null) return `resource locked by ${owner}`;
    return code === "all_tuners_in_use" || code === "tuner_in_use" ? "tuner busy" : "tune failed";
  }

  /** The channel went off the air, or this viewer was sent away. */
  #ended(stream: TargetStream): void {
    if (this.#stream === stream) void this.#endStream();
  }

  async #end(): Promise<void> {
    this.#target = null;
    await this.#endStream();
  }

  async #endStream(): Promise<void> {
    const stream = this.#stream;
    this.#stream = null;
    await stream?.[Symbol.asyncDispose]();
  }

  /** What is locked is nobody else's, over HTTP either. */
  #reserve(): void {
    this.parts.tuning.reserve(this.index, this.#lock.owner !== null);
  }

  /** Who has the tuner: by its lock, by a stream to its target, or by watching over HTTP. */
  #owner(): string | null {
    const client = this.#stream && this.#target?.client;
    return this.#lock.owner ?? client ?? this.#watched()?.address ?? null;
  }

  /** Whose viewing a caller would disturb; null for nobody's. What is locked is judged by its key. */
  #strangerTo({ address }: Caller): string | null {
    const owner = this.#lock.owner === null ? this.#owner() : null;
    return this.#stream !== null && owner === address ? null : owner;
  }

  /** What HTTP clients watch on this tuner; null while nobody does. */
  #watched(): { readonly address: string; readonly channelId: string } | null {
    const record = this.parts.tuning.tuners().find(({ index }) => index === this.index);
    if (!record || record.channelId === null || record.address === null) return null;
    return { address: record.address, channelId: record.channelId };
  }

  #view(): TunerView {
    const watched = this.#stream === null ? this.#watched() : null;
    const channel = watched && this.parts.channels().find(({ id }) => id === watched.channelId);
    const dial = channel ? { text: `auto:v${channel.number}`, channel } : this.#dial;
    return {
      dial,
      bytesPerSecond: this.#stream?.bytesPerSecond ?? 0,
      datagramsPerSecond: this.#stream?.datagramsPerSecond ?? 0,
    };
  }

  #targetText(): string {
    return this.#target === null ? "none" : targetText(this.#target.where);
  }
}
