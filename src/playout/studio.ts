import { aborted } from "../aborted.ts";
import type { AiredShelf } from "../aired.ts";
import type { Channel } from "../channel.ts";
import type { EventBus } from "../events.ts";
import { Fault, messageOf } from "../fault.ts";
import type { Fanout } from "../fanout/mod.ts";
import { type Profile, SAMPLE_RATE } from "../ffmpeg/mod.ts";
import { known } from "../invariant.ts";
import type { Metrics } from "../metrics/mod.ts";
import type { Programme } from "../programme.ts";
import { silenceFrom, Splicer } from "../splice/mod.ts";
import type { ReadyCache } from "./ahead/ready_cache.ts";
import { readyOrLive } from "./ahead/ready_or_live.ts";
import type { ChannelPlayout } from "./channel_parts.ts";
import { type FfmpegInputParts, ffmpegInputs } from "./ffmpeg_input.ts";
import { type FailoverParts, InputsMemory, type RespawnGate } from "./failover_parts.ts";
import type { InputRequest } from "./input.ts";
import type { LadderInput } from "./ladder.ts";
import { Ladders, type LadderSources } from "./ladders.ts";
import { Output } from "./output.ts";
import { PatientPlayout } from "./patient_playout.ts";
import { Playout } from "./playout.ts";
import type { PlayoutOptions } from "./playout_parts.ts";
import { SlatePress, type SlatePressParts } from "./slate_press.ts";
import { SlateShelf } from "./slates.ts";
import { sparedInputs } from "./spared_input.ts";
import { WarmTurns } from "./warm_turns.ts";

/** What playouts are made from. */
export interface StudioParts extends SlatePressParts, FfmpegInputParts {
  /** The single truth: what airs when. */
  readonly programmeAt: (channelId: string, atMs: number) => Programme;
  /** Programmes encoded ahead; null for none. */
  readonly cache: ReadyCache | null;
  /** Where the ways to play programmes are looked up. */
  readonly ladderSources: LadderSources;
  /** Keeps channels from trying what fails without end. */
  readonly gate: RespawnGate;
  /** Looks whether an input could be played now; why not, or null. */
  readonly probe: FailoverParts["probe"];
  /** Asks a channel nobody watches for its processes. */
  readonly makeRoom: () => Promise<boolean>;
  /** Keeps what really airs. */
  readonly aired: AiredShelf;
  /** Counts. */
  readonly metrics: Metrics;
  /** Tells of joints and states. */
  readonly events: EventBus;
  /** All channels as they are now. */
  readonly channels: () => readonly Channel[];
  /** Zone in which cards tell the time, as the IANA names it. */
  readonly zone: string;
}

/** Which playout to make. */
interface PlayoutWish {
  readonly channel: Channel;
  readonly profile: Profile;
  readonly fanout: Fanout;
  readonly mayOpen: boolean;
}

const NO_WAYS: readonly LadderInput[] = [];
const NO_LADDERS: Pick<Ladders, "of" | "turnFiller"> = { of: () => NO_WAYS, turnFiller: () => {} };

/** A profile whose first card cannot be rendered is tried again after this time, and then after twice as much… */
const RETRY_FIRST_MS = 2_000;
const RETRY_MAX_MS = 60_000;

/** Makes the playouts of all channels; holds the rendered slates of their profiles. */
export class Studio implements AsyncDisposable {
  readonly #press: SlatePress;
  readonly #shelves = new Map<string, SlateShelf>();
  readonly #turns: WarmTurns;
  /** What is known of each channel's inputs. */
  readonly #memories = new Map<string, InputsMemory>();
  /** Why a profile has no card yet. */
  readonly #reasons = new Map<string, string>();
  readonly #stop = new AbortController();
  #arrival = Promise.withResolvers<void>();
  /** Ends the wait before cards are rendered that are missing. */
  #wait = new AbortController();
  #work: Promise<void> = Promise.resolve();
  /** Profiles that a channel named later, whose first card is being rendered. */
  readonly #opening = new Set<string>();
  #late: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly parts: StudioParts,
    private readonly profiles: readonly Profile[],
    private readonly options: PlayoutOptions,
  ) {
    this.#press = new SlatePress(parts);
    this.#turns = new WarmTurns(options);
  }

  /**
   * Renders a first card of every profile that a channel names, so that no channel is ever without a picture; the other cards follow.
   *
   * Where not even that works, its channels cannot be tuned, and it is tried again until it does.
   *
   * @param profiles All that channels may ever name.
   */
  static async open(
    parts: StudioParts,
    profiles: readonly Profile[],
    options: PlayoutOptions,
  ): Promise<Studio> {
    const studio = new Studio(parts, profiles, options);
    for (const profile of studio.#missing()) await studio.#openShelf(profile);
    studio.#work = studio.#complete();
    return studio;
  }

  /** To be called when channels were edited: profiles that are new get their cards, what is gone is forgotten. */
  update(): void {
    const ids = new Set(this.parts.channels().map(({ id }) => id));
    for (const id of this.#memories.keys()) if (!ids.has(id)) this.#memories.delete(id);
    const added = this.#missing().filter(({ name }) => !this.#opening.has(name) && !this.#reasons.has(name));
    for (const profile of added) this.#late = Promise.all([this.#late, this.#openNow(profile)]);
  }

  /** Resolves when a channel's profile has its first card, or `signal` aborts. */
  async whenReady({ profile }: Channel, signal: AbortSignal): Promise<void> {
    while (!this.#shelves.has(profile) && !signal.aborted) await this.#arrived(signal);
  }

  /**
   * To be called before a channel is tuned.
   *
   * @throws {Fault} `tune_failed` while not even a slate of its profile can be rendered (decision 8).
   */
  refuseUntunable({ number, profile }: Channel): void {
    const reason = this.#reasons.get(profile);
    if (reason === undefined) return;
    throw new Fault("tune_failed", `Cannot tune channel ${number}: it would have no picture: ${reason}`);
  }

  /** The playout of a channel, writing to a fan-out; without a slate yet, it begins when there is one. */
  makePlayout(channel: Channel, fanout: Fanout, mayOpen: boolean): ChannelPlayout {
    const profile = known(
      this.profiles.find(({ name }) => name === channel.profile),
      `profile ${channel.profile}`,
    );
    const make = () => this.#playout({ channel, profile, fanout, mayOpen });
    return make() ?? new PatientPlayout({
      make,
      changed: (signal) => this.#arrived(signal),
      reason: () => this.#reasons.get(profile.name) ?? null,
    });
  }

  /** Waits until no card is being rendered any more; those not begun are left out. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#press[Symbol.asyncDispose]();
    await Promise.all([this.#work, this.#late]);
  }

  /** How many inputs of all channels are left alone. */
  get parkedInputs(): number {
    const nowMs = this.parts.clock.monotonicMs();
    const parked = [...this.#memories.values()].flatMap(({ state }) =>
      state.health.filter(({ parkedUntil }) => parkedUntil !== null && parkedUntil.atMs > nowMs)
    );
    return parked.length;
  }

  #playout({ channel, profile, fanout, mayOpen }: PlayoutWish): Playout | null {
    const { clock, metrics } = this.parts;
    const slates = this.#shelves.get(profile.name);
    if (slates === undefined) return null;
    const splicer = new Splicer({
      frameRate: profile.frameRate,
      sampleRate: SAMPLE_RATE,
      serviceName: channel.name,
      silence: silenceFrom(slates.firstUnits),
    });
    const output = new Output({ channel, profile, slates, splicer, fanout, clock, metrics });
    const log = this.parts.log.with({ channel: channel.number });
    const open = (profile: Profile, request: InputRequest) => ffmpegInputs(this.parts, profile)(request);
    const live = sparedInputs({ ...this.parts, open }, profile);
    const { cache } = this.parts;
    const openInput = cache === null ? live : readyOrLive(cache, profile, live);
    const turns = this.#turns;
    const asItIs = () => this.parts.channels().find(({ id }) => id === channel.id) ?? channel;
    const ladders = mayOpen ? new Ladders(this.parts.ladderSources, asItIs, clock) : NO_LADDERS;
    const memory = this.#memories.get(channel.id) ?? new InputsMemory();
    this.#memories.set(channel.id, memory);
    const own = { channel, output, openInput, log, turns, ladders, memory, mayOpen };
    return new Playout({ ...this.parts, ...own }, this.options);
  }

  /** Viewers may wait for it: other cards follow. */
  async #openNow(profile: Profile): Promise<void> {
    this.#opening.add(profile.name);
    await this.#openShelf(profile);
    this.#opening.delete(profile.name);
    this.#wait.abort();
  }

  async #openShelf(profile: Profile): Promise<void> {
    const { log } = this.parts;
    try {
      const shelf = await SlateShelf.open({ ...this.parts, press: this.#press }, profile);
      this.#shelves.set(profile.name, shelf);
      this.#reasons.delete(profile.name);
      this.#arrival.resolve();
      this.#arrival = Promise.withResolvers();
    } catch (thrown) {
      const reason = messageOf(thrown);
      // Said once for each reason, however often it is tried.
      if (this.#reasons.get(profile.name) !== reason) {
        log.error("Slate: channels of this profile cannot be tuned", { profile: profile.name, reason });
      }
      this.#reasons.set(profile.name, reason);
    }
  }

  /** Renders what is missing: other cards, and first cards that could not be rendered before. */
  async #complete(): Promise<void> {
    const { signal } = this.#stop;
    const { encoders } = this.parts;
    await Promise.race([encoders.settled, aborted(signal)]);
    const isAnew = encoders.isHardware;
    const begun = new Set<SlateShelf>();
    for (let waitMs = RETRY_FIRST_MS; !signal.aborted; waitMs = Math.min(RETRY_MAX_MS, waitMs * 2)) {
      for (const shelf of this.#shelves.values()) {
        await shelf.fill(signal, isAnew && !begun.has(shelf));
        begun.add(shelf);
      }
      if (await this.#waitToRetry(waitMs, begun)) waitMs = RETRY_FIRST_MS / 2;
      for (const profile of this.#missing()) {
        if (this.#reasons.has(profile.name) && !signal.aborted) await this.#openShelf(profile);
      }
    }
  }

  /** Waits until what is missing is to be tried again. @returns True if a profile came meanwhile. */
  async #waitToRetry(waitMs: number, begun: ReadonlySet<SlateShelf>): Promise<boolean> {
    this.#wait = new AbortController();
    const isNew = [...this.#shelves.values()].some((shelf) => !begun.has(shelf));
    const over = AbortSignal.any([this.#stop.signal, this.#wait.signal]);
    if (isNew) return true;
    if (this.#reasons.size === 0) await aborted(over);
    else await this.parts.clock.sleep(waitMs, over);
    return this.#wait.signal.aborted;
  }

  /** Profiles that channels name and that have no card yet. */
  #missing(): Profile[] {
    const names = new Set(this.parts.channels().map(({ profile }) => profile));
    return this.profiles.filter(({ name }) => names.has(name) && !this.#shelves.has(name));
  }

  /** Resolves when a shelf was opened, or `signal` aborts. */
  #arrived(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
      void this.#arrival.promise.then(resolve);
    });
  }
}
