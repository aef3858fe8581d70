import { Fault } from "../fault.ts";

/** Where in the configuration something stands. */
export interface ConfigPlace {
  /** Name of the file as the operator knows it. */
  readonly name: string;
  /** Line, from 1; null when an environment variable holds the value, or it stands in no file. */
  readonly line: number | null;
  /** Column, from 1; null with the line. */
  readonly column: number | null;
  /** The environment variable that holds the value, or null. */
  readonly variable: string | null;
}

/** One thing that is wrong with the configuration. */
export interface ConfigProblem extends ConfigPlace {
  /** The option, such as `channels[0].number`; empty for the file as a whole. */
  readonly path: string;
  /** What stands there, as a reader would quote it; secrets are never quoted. */
  readonly found: string;
  /** What should stand there. */
  readonly expected: string;
  /** Name of a key that was probably meant. */
  readonly hint?: string;
}

const PROBLEMS_SHOWN_MAX = 50;

/** The configuration cannot be used; carries everything that is wrong with it. */
export class ConfigFault extends Fault {
  /** Every problem, in the order of the file. */
  readonly faults: readonly ConfigProblem[];

  /**
   * Joins the problems to one message, a line each.
   *
   * @param faults At least one problem.
   */
  constructor(faults: readonly ConfigProblem[]) {
    super("bad_config", renderAll(faults));
    this.faults = faults;
  }
}

/**
 * Says where something stands: `config.yaml:4:9`, or the name of an environment variable or of what is no file.
 *
 * @param place The file's name with line and column, or a variable.
 */
export function renderPlace({ name, line, column, variable }: ConfigPlace): string {
  return variable ?? (line === null ? name : `${name}:${line}:${column}`);
}

/**
 * One problem in one line: `config.yaml:4:9 server.port: found "eighty", expected a whole number from 1 to 65535`.
 *
 * @param problem What is wrong.
 */
export function renderProblem(problem: ConfigProblem): string {
  const where = problem.path === "" ? renderPlace(problem) : `${renderPlace(problem)} ${problem.path}`;
  const hint = problem.hint === undefined ? "" : `; did you mean "${problem.hint}"?`;
  return `${where}: found ${problem.found}, expected ${problem.expected}${hint}`;
}

function renderAll(problems: readonly ConfigProblem[]): string {
  const lines = problems.slice(0, PROBLEMS_SHOWN_MAX).map(renderProblem);
  const hidden = problems.length - lines.length;
  return [...lines, ...(hidden > 0 ? [`and ${hidden} more`] : [])].join("\n");
}
