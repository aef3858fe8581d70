import type { Channel } from "../channel.ts";
import type { EventBus } from "../events.ts";
import type { Fanout } from "../fanout/mod.ts";
import { type Profile, SAMPLE_RATE } from "../ffmpeg/mod.ts";
import { known } from "../invariant.ts";
import type { Programme } from "../programme.ts";
import { silenceFrom, Splicer } from "../splice/mod.ts";
import { type FfmpegInputParts, ffmpegInputs } from "./ffmpeg_input.ts";
import { Output } from "./output.ts";
import { Playout } from "./playout.ts";
import type { PlayoutOptions } from "./playout_parts.ts";
import { type SlateParts, SlateShelf } from "./slates.ts";
import type { Metrics } from "../metrics/mod.ts";

/** What playouts are made from. */
export interface StudioParts extends SlateParts, FfmpegInputParts {
  /** The single truth: what airs when. */
  readonly programmeAt: (channelId: string, atMs: number) => Programme;
  /** Asks a channel nobody watches for its processes. */
  readonly makeRoom: () => void;
  /** Counts. */
  readonly metrics: Metrics;
  /** Tells of joints and states. */
  readonly events: EventBus;
}

/** Makes the playouts of all channels; holds the rendered slates of their profiles. */
export class Studio implements AsyncDisposable {
  readonly #shelves = new Map<string, SlateShelf>();
  readonly #stop = new AbortController();
  #others: Promise<void> = Promise.resolve();

  private constructor(
    private readonly parts: StudioParts,
    private readonly profiles: readonly Profile[],
    private readonly options: PlayoutOptions,
  ) {}

  /**
   * Renders a first card of every profile, so that no channel can ever be without a picture; the other cards follow.
   *
   * @throws {Fault} If not even a card without text can be rendered.
   */
  static async open(
    parts: StudioParts,
    profiles: readonly Profile[],
    options: PlayoutOptions,
  ): Promise<Studio> {
    const studio = new Studio(parts, profiles, options);
    for (const profile of profiles) {
      studio.#shelves.set(profile.name, await SlateShelf.render(parts, profile));
    }
    studio.#others = studio.#renderOthers();
    return studio;
  }

  /** The playout of a channel, writing to a fan-out. */
  makePlayout(channel: Channel, fanout: Fanout): Playout {
    const { clock, metrics } = this.parts;
    const profile = known(
      this.profiles.find(({ name }) => name === channel.profile),
      `profile ${channel.profile}`,
    );
    const slates = known(this.#shelves.get(profile.name), `slate of profile ${profile.name}`);
    const splicer = new Splicer({
      frameRate: profile.frameRate,
      sampleRate: SAMPLE_RATE,
      serviceName: channel.name,
      silence: silenceFrom(slates.card("tuning")),
    });
    const output = new Output({ channel, profile, slates, splicer, fanout, clock, metrics });
    const log = this.parts.log.with({ channel: channel.number });
    const openInput = ffmpegInputs(this.parts, profile);
    return new Playout({ ...this.parts, channel, output, openInput, log }, this.options);
  }

  /** Waits until no card is being rendered any more; those not begun are left out. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#others;
  }

  async #renderOthers(): Promise<void> {
    for (const profile of this.profiles) {
      await this.#shelves.get(profile.name)?.renderOthers(this.parts, profile, this.#stop.signal);
    }
  }
}
