import { Fault } from "../fault.ts";

/** Every rule a guide must keep. */
export type GuideRule =
  | "no_channel"
  | "channel_id_form"
  | "channel_id_unique"
  | "channel_name"
  | "channel_number_unique"
  | "channel_has_programmes"
  | "channel_known"
  | "lineup"
  | "instant"
  | "length"
  | "overlap"
  | "gap"
  | "title"
  | "placeholder"
  | "text"
  | "well_formed"
  | "parse_back"
  | "covered_once"
  | "agreement"
  | "name"
  | "hidden"
  | "airing"
  | "proof"
  | "seal";

/** One place where a guide breaks a rule. */
export interface Finding {
  /** The rule. */
  readonly rule: GuideRule;
  /** XMLTV id of the channel; empty when it is about the whole document. */
  readonly channel: string;
  /** The instant it is about, seconds since 1970; null when it is about no instant. */
  readonly atS: number | null;
  /** What was found, and what was expected. */
  readonly detail: string;
}

/** Findings kept with their details; any more are counted. */
export const FINDINGS_MAX = 1_000;

/** Gathers findings within a bound. */
export class Findings {
  readonly #list: Finding[] = [];
  #total = 0;

  /** The first {@link FINDINGS_MAX} of them. */
  get list(): readonly Finding[] {
    return this.#list;
  }

  /** All of them. */
  get total(): number {
    return this.#total;
  }

  /** Keeps one more. */
  add(finding: Finding): void {
    this.#total++;
    if (this.#list.length < FINDINGS_MAX) this.#list.push(finding);
  }
}

/** A guide that must not be published, with every place where it breaks a rule. */
export class XMLTVValidationError extends Fault {
  /** Always `XMLTVValidationError`. */
  override readonly name: string = "XMLTVValidationError";
  /** What is wrong, at most {@link FINDINGS_MAX}. */
  readonly findings: readonly Finding[];
  /** How many places there are in all. */
  readonly total: number;

  /** States the first finding and the number of all. */
  constructor(findings: Findings) {
    const [first] = findings.list;
    const what = first === undefined
      ? ""
      : `: ${first.rule} on ${first.channel || "the guide"}, ${first.detail}`;
    super("guide_invalid", `Cannot publish the guide, ${findings.total} rules are broken${what}`);
    this.findings = findings.list;
    this.total = findings.total;
  }
}
