import { deepStrictEqual, throws } from "node:assert/strict";
import { HELP, readArguments } from "../../src/config/mod.ts";

const NOTHING = { config: null, isHelp: false, isWatch: false };

const CASES = [
  { args: [], wishes: NOTHING },
  { args: ["--"], wishes: NOTHING },
  { args: ["--", "--help"], wishes: { ...NOTHING, isHelp: true } },
  { args: ["-h"], wishes: { ...NOTHING, isHelp: true } },
  { args: ["--watch"], wishes: { ...NOTHING, isWatch: true } },
  { args: ["--config", "a=b.yaml"], wishes: { ...NOTHING, config: "a=b.yaml" } },
  { args: ["--config=a=b.yaml", "--watch"], wishes: { config: "a=b.yaml", isHelp: false, isWatch: true } },
];

const BAD = [
  { args: ["--confg", "x"], message: 'Cannot start: "--confg" is no option; --help lists them' },
  { args: ["config.yaml"], message: 'Cannot start: "config.yaml" is no option; --help lists them' },
  { args: ["--config"], message: "Cannot start: --config needs the name of a file" },
  { args: ["--config="], message: "Cannot start: --config needs the name of a file" },
];

Deno.test({ name: "readArguments()", permissions: "none" }, async (t) => {
  for (const { args, wishes } of CASES) {
    await t.step(args.join(" ") || "nothing", () => deepStrictEqual(readArguments(args), wishes));
  }
  for (const { args, message } of BAD) {
    await t.step(
      `refuses ${args.join(" ")}`,
      () => throws(() => readArguments(args), { name: "Fault", message }),
    );
  }
});

Deno.test({ name: "HELP names every option", permissions: "none" }, () => {
  deepStrictEqual(["--config", "--watch", "--help"].filter((option) => !HELP.includes(option)), []);
});
