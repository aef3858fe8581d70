import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { isRecord } from "./document.ts";
import { listNames, mapOf } from "./names.ts";
import { ONCE } from "./values.ts";

/** What stands under one name. */
interface Entry<Thing> {
  readonly thing: Thing;
  readonly issues: readonly z.core.$ZodIssue[];
}

/** How the things of a shelf are read. */
export interface ShelfOptions<Thing> {
  /** Key of the map, such as `collections`. */
  readonly section: string;
  /** The map as it is written, perhaps with faults. */
  readonly written: unknown;
  /** What may stand in place of a name, for messages. */
  readonly orElse: string;
  /** Reads one of them. */
  readonly schema: () => z.ZodType<Thing>;
  /** Stands for one that is wrong itself, so that its fault is told once, where it is. */
  readonly broken: Thing;
}

/** A map of the configuration whose things are used by their names. Each is read once, when it is first asked for. */
export class Shelf<Thing> {
  /** Text that names one of them, and becomes it. */
  readonly byName: z.ZodType<Thing>;
  /** The map itself, with the faults of all. */
  readonly all: z.ZodType<Readonly<Record<string, Thing>>>;
  readonly #options: ShelfOptions<Thing>;
  readonly #written: Readonly<Record<string, unknown>>;
  readonly #entries = new Map<string, Entry<Thing>>();
  /** Names that are being read: each was met inside the one before. */
  readonly #open: string[] = [];

  /** @param options How its things are read. */
  constructor(options: ShelfOptions<Thing>) {
    this.#options = options;
    this.#written = isRecord(options.written) ? options.written : {};
    this.byName = z.string().transform((name, context) => this.#find(name, context));
    this.all = this.#map();
  }

  #find(name: string, context: z.core.$RefinementCtx): Thing {
    const { section, orElse, broken } = this.#options;
    const complain = (message: string, known: readonly string[] = []) => {
      context.addIssue({ code: "custom", message, params: { known } });
      return broken;
    };
    if (!Object.hasOwn(this.#written, name)) {
      const known = Object.keys(this.#written);
      return complain(`${listNames(`a key of ${section}`, known)}; or ${orElse}`, known);
    }
    if (this.#open.includes(name)) return complain(`another one of ${section}, not what it stands in itself`);
    if (this.#open.length >= LIMITS.ruleDepthMax && !this.#entries.has(name)) {
      return complain(`at most ${LIMITS.ruleDepthMax} names that stand for one another`);
    }
    return this.#entry(name).thing;
  }

  #entry(name: string): Entry<Thing> {
    const before = this.#entries.get(name);
    if (before !== undefined) return before;
    this.#open.push(name);
    const checked = this.#options.schema().safeParse(this.#written[name], ONCE);
    this.#open.pop();
    const entry = checked.success
      ? { thing: checked.data, issues: [] }
      : { thing: this.#options.broken, issues: checked.error.issues };
    this.#entries.set(name, entry);
    return entry;
  }

  #map(): z.ZodType<Readonly<Record<string, Thing>>> {
    const { section } = this.#options;
    return mapOf(z.unknown(), section, LIMITS.ruleNamesMax).transform((it, context) => {
      const things: [string, Thing][] = [];
      for (const name of Object.keys(it)) {
        const { thing, issues } = this.#entry(name);
        for (const issue of issues) {
          context.issues.push({ ...issue, path: [name, ...issue.path], input: undefined });
        }
        things.push([name, thing]);
      }
      return Object.fromEntries(things);
    });
  }
}
