/** When a source that fails too often is left alone. */
export interface ParkOptions {
  /** So many failures within the window. */
  readonly threshold: number;
  /** The window. */
  readonly windowMs: number;
  /** How long it is left alone. */
  readonly cooldownMs: number;
}

/** Every time the machine goes by; one that is no number above 0 becomes its default. */
export interface InputsOptions {
  /** An input shows its first key frame by then. */
  readonly openTimeoutMs: number;
  /** The same for an input of another host. */
  readonly openTimeoutRemoteMs: number;
  /** The input on air may deliver nothing at all for so long, and no longer. */
  readonly packetTimeoutMs: number;
  /** Its media time stands still for less than this. */
  readonly stallTimeoutMs: number;
  /** Between a switch and a return to something better. */
  readonly failbackMs: number;
  /** What is returned to has been well for so long. */
  readonly stableMs: number;
  /** After a bad probe of another machine's input the next one waits this long, then twice as long each time. */
  readonly probeMs: number;
  /** No longer than this. */
  readonly probeMaxMs: number;
  /** Waits between tries grow from 1 s to this; the wait after a bad probe on this machine is it. */
  readonly backoffMaxMs: number;
  /** An input that delivered for so long is opened again at once. */
  readonly longLifeMs: number;
  /** A programme with less left than this is not returned to. */
  readonly remainingMinMs: number;
  /** A programme with less left than this is not switched by the operator: nobody would see it. */
  readonly switchRemainingMinMs: number;
  /** When sources are left alone. */
  readonly park: ParkOptions;
}

/** What the machine goes by unless told otherwise. */
export const INPUTS_DEFAULTS: InputsOptions = Object.freeze({
  openTimeoutMs: 10_000,
  openTimeoutRemoteMs: 20_000,
  packetTimeoutMs: 30_000,
  stallTimeoutMs: 20_000,
  failbackMs: 12_000,
  stableMs: 8_000,
  probeMs: 8_000,
  probeMaxMs: 120_000,
  backoffMaxMs: 10_000,
  longLifeMs: 10_000,
  remainingMinMs: 20_000,
  switchRemainingMinMs: 5_000,
  park: Object.freeze({ threshold: 5, windowMs: 120_000, cooldownMs: 300_000 }),
});

/** The options with every figure that makes no sense replaced by its default. */
export function saneOptions(options: InputsOptions): InputsOptions {
  return { ...sane(options, INPUTS_DEFAULTS), park: sane(options.park, INPUTS_DEFAULTS.park) };
}

function sane<Options extends object>(options: Options, defaults: Options): Options {
  const isSane = ([, value]: [string, unknown]) => typeof value !== "number" || value > 0;
  return { ...defaults, ...Object.fromEntries(Object.entries(options).filter(isSane)) };
}
