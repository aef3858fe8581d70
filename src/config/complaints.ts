import type { z } from "zod";
import { LIMITS } from "../limits.ts";
import { ConfigFault, type ConfigProblem } from "./config_fault.ts";
import type { Conflict } from "./cross_checks.ts";
import { type Locator, quote } from "./locator.ts";
import { nearestWord } from "./nearest.ts";
import { keysIn, knownIn } from "./values.ts";

/**
 * Everything that is wrong, as a reader of the file wants it: one problem for each option, in the order of the file.
 *
 * @param issues What the schema found.
 * @param conflicts What options say against each other.
 * @param locator Tells where they stand.
 */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  conflicts: readonly Conflict[],
  locator: Locator,
): ConfigProblem[] {
  return [
    ...issues.slice(0, LIMITS.configFaultsMax).flatMap((issue) => problemsOfIssue(issue, locator)),
    ...conflicts.map(({ path, expected }) => locator.problem(path, expected)),
  ];
}

/**
 * All that is wrong as one fault, in the order of the files.
 *
 * @param problems At least one, perhaps with one option twice.
 */
export function refusal(problems: readonly ConfigProblem[]): ConfigFault {
  return new ConfigFault(inOrder(onePerPath(problems)));
}

function problemsOfIssue(issue: z.core.$ZodIssue, locator: Locator): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") {
    const known = keysIn(issue.message);
    return issue.keys.slice(0, LIMITS.configFaultsMax).map((key) => {
      const problem = locator.keyProblem([...issue.path, key], "an unknown key", issue.message);
      return withHint(problem, nearestWord(key, known));
    });
  }
  if (issue.code === "invalid_key") {
    return [locator.keyProblem(issue.path, quote(String(issue.path.at(-1))), issue.message)];
  }
  const value = locator.value(issue.path);
  const hint = typeof value === "string" ? nearestWord(value, knownIn(issue)) : undefined;
  return [withHint(locator.problem(issue.path, issue.message), hint)];
}

function withHint(problem: ConfigProblem, hint: string | undefined): ConfigProblem {
  return hint === undefined ? problem : { ...problem, hint };
}

function onePerPath(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const first = new Map<string, ConfigProblem>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.name, problem.path, problem.path === "" ? problem.line : null]);
    if (!first.has(key)) first.set(key, problem);
  }
  return [...first.values()];
}

function inOrder(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const files = [...new Set(problems.map(({ name }) => name))];
  return problems.toSorted((one, other) =>
    files.indexOf(one.name) - files.indexOf(other.name) ||
    (one.line ?? Infinity) - (other.line ?? Infinity) || (one.column ?? 0) - (other.column ?? 0)
  );
}
