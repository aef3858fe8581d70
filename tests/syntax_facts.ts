import { basename, dirname, join, normalize } from "node:path";

/** A file of the tree. */
export interface Source {
  /** From the top of the tree, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** What the rules ask of a file's syntax; members read `object.property`. */
export interface Facts {
  readonly imports: string[];
  readonly effects: string[];
  readonly members: string[];
  readonly functions: { readonly name: string; readonly lines: number }[];
  readonly shortcuts: string[];
  readonly comments: string[];
}

const EFFECTS = new Set([
  "Deno",
  "process",
  "console",
  "fetch",
  "crypto",
  "performance",
  "WebSocket",
  "Worker",
]);
const TIMERS = new Set(["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval"]);
const HIDDEN_INPUTS = new Set(["Date.now", "Math.random", "Temporal.Now"]);

const known = new Map<string, Facts>();

/** Reads the syntax once per text, with the parser of `deno lint`. */
export function factsOf({ path, text }: Source): Facts {
  const key = `${path}\n${text}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const facts: Facts = { imports: [], effects: [], members: [], functions: [], shortcuts: [], comments: [] };
  known.set(key, facts);
  if (!isCode(path)) return facts;
  const create = (context: Deno.lint.RuleContext) => visitor(facts, path, context);
  Deno.lint.runPlugin({ name: "tidy", rules: { facts: { create } } }, basename(path), text);
  return facts;
}

function visitor(facts: Facts, path: string, { sourceCode }: Deno.lint.RuleContext): Deno.lint.LintVisitor {
  const importing = (specifier: string) => {
    if (specifier.startsWith(".")) facts.imports.push(normalize(join(dirname(path), specifier)));
    else if (specifier.startsWith("node:")) facts.effects.push(specifier);
  };
  const measure = (node: Deno.lint.Node, name: string) => {
    facts.functions.push({ name, lines: sourceCode.getText(node).split("\n").length });
  };
  return {
    Program: () => void facts.comments.push(...sourceCode.getAllComments().map(({ value }) => value)),
    ImportDeclaration: (node) => importing(node.source.value),
    ExportAllDeclaration: (node) => importing(node.source.value),
    ExportNamedDeclaration: (node) => importing(node.source?.value ?? ""),
    ImportExpression: (node) => importing(node.source.type === "Literal" ? String(node.source.value) : ""),
    FunctionDeclaration: (node) => measure(node, node.id?.name ?? ""),
    FunctionExpression: (node) => measure(node, nameAround(node)),
    ArrowFunctionExpression: (node) => measure(node, nameAround(node)),
    TSAnyKeyword: () => void facts.shortcuts.push("any"),
    TSNonNullExpression: (node) => void facts.shortcuts.push(sourceCode.getText(node)),
    CatchClause: (node) => void (node.body.body.length === 0 && facts.shortcuts.push("an empty catch")),
    NewExpression(node) {
      const isNow = node.callee.type === "Identifier" && node.callee.name === "Date" &&
        node.arguments.length === 0;
      if (isNow) facts.effects.push("new Date()");
    },
    MemberExpression(node) {
      if (node.property.type !== "Identifier") return;
      const object = node.object.type === "Identifier" ? node.object.name : "";
      const member = `${object}.${node.property.name}`;
      facts.members.push(member);
      if (HIDDEN_INPUTS.has(member)) facts.effects.push(member);
    },
    Identifier(node) {
      const { parent, name } = node;
      const isProperty = parent.type === "MemberExpression" && parent.property === node ||
        parent.type === "Property" && parent.key === node;
      if (!isProperty && (EFFECTS.has(name) || TIMERS.has(name))) facts.effects.push(name);
    },
  };
}

/** The name of the method or variable that holds a function without a name. */
function nameAround({ parent }: Deno.lint.FunctionExpression | Deno.lint.ArrowFunctionExpression): string {
  if (parent.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name;
  if (parent.type === "MethodDefinition" && parent.key.type === "Identifier") return parent.key.name;
  return "";
}

/** True for what has a syntax to read. */
export function isCode(path: string): boolean {
  return /\.(ts|js)$/.test(path);
}
