import { LIMITS } from "../limits.ts";
import type { GetSetAnswer, GetSetRequest } from "./control_packet.ts";
import { CHANNEL_MAPS, ControlTuner, type ControlTunerParts } from "./control_tuner.ts";
import type { Endpoint } from "./datagram.ts";

const TUNER_VARIABLE = /^\/tuner(\d{1,2})\/([a-z]+)$/;
const UNKNOWN: GetSetAnswer = { error: "unknown getset variable" };

/** What may be read of the device itself. */
const SYSTEM: Readonly<Record<string, string>> = {
  "/sys/model": "hdhomerun5_atsc",
  "/sys/hwmodel": "HDHR5-4US",
  "/sys/version": "20260101",
  "/sys/copyright": "EXStreamTV",
  "/sys/features": `channelmap: ${CHANNEL_MAPS.join(" ")}\nmodulation: 8vsb qam256 qam64\n` +
    "auto-modulation: auto auto6t auto6c qam\n",
  "/sys/debug": "mem: ddr=256 nbk=1 dmk=1 fet=0\n",
};

const HELP = [
  "Supported configuration options:",
  "/sys/copyright",
  "/sys/debug",
  "/sys/features",
  "/sys/hwmodel",
  "/sys/model",
  "/sys/version",
  "/tuner<n>/channel <modulation>:v<channel>",
  "/tuner<n>/channelmap <channelmap>",
  "/tuner<n>/debug",
  '/tuner<n>/filter "0x<nnnn>-0x<nnnn> [...]"',
  "/tuner<n>/lockkey",
  "/tuner<n>/program <program number>",
  "/tuner<n>/status",
  "/tuner<n>/streaminfo",
  "/tuner<n>/target <protocol>://<ip>:<port>",
  "/tuner<n>/vchannel <vchannel>",
  "/tuner<n>/vstatus",
  "",
].join("\n");

/** The device as control clients know it: variables to read and set. One tuner does not wait for another. */
export class ControlDevice implements AsyncDisposable {
  readonly #tuners: readonly ControlTuner[];

  /**
   * All tuners idle.
   *
   * @param tunerCount Number of tuners.
   * @param parts What they are made of.
   */
  constructor(tunerCount: number, parts: ControlTunerParts) {
    this.#tuners = Array.from({ length: tunerCount }, (_, index) => new ControlTuner(index, parts));
  }

  /** Takes a sign of life of a target's receiver. */
  keepAlive(from: Endpoint): void {
    for (const tuner of this.#tuners) tuner.keepAlive(from);
  }

  /** Takes note that a client's connection was closed. */
  closed(client: Endpoint): void {
    for (const tuner of this.#tuners) tuner.closed(client);
  }

  /** Ends what nobody receives and opens locks that were forgotten; to be called now and then. */
  async tidy(): Promise<void> {
    await Promise.all(this.#tuners.map((tuner) => tuner.tidy()));
  }

  /** Refuses those who wait for a tuner, now and later. */
  abort(): void {
    for (const tuner of this.#tuners) tuner.abort();
  }

  /** See {@link AsyncDisposable}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#tuners.map((tuner) => tuner[Symbol.asyncDispose]()));
  }

  /** Answers a request: what is read at once, what is set after whatever that tuner was told before. */
  async answer({ name, value, lockKey }: GetSetRequest, client: Endpoint): Promise<GetSetAnswer> {
    const [, index, variable = ""] = TUNER_VARIABLE.exec(name) ?? [];
    const tuner = index === undefined ? undefined : this.#tuners[Number(index)];
    if (value !== null && value.length > LIMITS.controlValueCharactersMax) return { error: "value too long" };
    if (tuner) {
      tuner.noteRequest(client);
      return value === null ? tuner.get(variable) : await tuner.set(variable, value, { ...client, lockKey });
    }
    if (value !== null) return UNKNOWN;
    if (name === "help" || name === "/help") return { value: HELP };
    const text = Object.hasOwn(SYSTEM, name) ? SYSTEM[name] : undefined;
    return text === undefined ? UNKNOWN : { value: text };
  }
}
