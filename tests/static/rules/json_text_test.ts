import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { placeOf, readJsonText } from "../../../static/rules/json_text.js";

const FAULTS: readonly (readonly [string, string, string])[] = [
  ["", "1:1", "the text ends too early"],
  ['{"a": 1,}', "1:9", "the comma before “}” is one too many"],
  ['{"a": 1\n "b": 2}', "2:2", "a comma or “}” belongs here"],
  ["{a: 1}", "1:2", 'an option’s name in double quotes belongs here, such as "name"'],
  ['{"a" 1}', "1:6", "a colon belongs behind “a”"],
  ['{\n"a": loop}', "2:6", "“loop” is neither a number, true, false nor null; text belongs in double quotes"],
  ['{"a": 01}', "1:7", "“01” is neither a number, true, false nor null; text belongs in double quotes"],
  ['{"a": "b\n"}', "1:7", "this text has no closing quote on its line"],
  ['{"a": "\\q"}', "1:7", "this text has a backslash or a character that JSON does not know"],
  ['{"a": [1, 2', "1:7", "this “[” is never closed"],
  ['{"a": 1, "a": 2}', "1:10", "“a” is there twice"],
  ["{} 1", "1:4", "the document ends before this; nothing may follow"],
  ['{"a": }', "1:7", "a value belongs here"],
  ["[".repeat(200), "1:102", "this is nested too deeply"],
];

Deno.test({ name: "readJsonText() says what is wrong, and where", permissions: "none" }, async (t) => {
  for (const [text, at, detail] of FAULTS) {
    await t.step(`${JSON.stringify(text.slice(0, 20))}: ${detail}`, () => {
      const { fault } = readJsonText(text);
      ok(fault);
      deepStrictEqual([`${fault.line}:${fault.column}`, fault.detail], [at, detail]);
    });
  }
});

Deno.test({ name: "readJsonText() reads whatever JSON can say", permissions: "none" }, () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 2), (value, indent) => {
    const text = JSON.stringify(value, null, indent);
    const read = readJsonText(text);
    strictEqual(read.fault, null);
    deepStrictEqual(read.value, JSON.parse(text));
  }));
});

Deno.test({ name: "readJsonText() agrees with JSON.parse on what is no JSON", permissions: "none" }, () => {
  const scraps = fc.array(
    fc.constantFrom("{", "}", "[", "]", ",", ":", '"', "a", "1", "-", "true", " ", "\n", "\\"),
  );
  fc.assert(fc.property(scraps, (parts) => {
    const text = parts.join("");
    const { fault } = readJsonText(text);
    let isJson = true;
    try {
      JSON.parse(text);
    } catch (thrown) {
      ok(thrown instanceof SyntaxError);
      isJson = false;
    }
    const isOnlyTwice = fault?.detail.endsWith("is there twice");
    strictEqual(fault === null || isOnlyTwice, isJson, text);
  }));
});

Deno.test({ name: "placeOf() finds an option, or what is around it", permissions: "none" }, async (t) => {
  const { places } = readJsonText(
    '{\n "number": "5",\n "schedule": {\n  "slots": [{"at": "20:00"}, {"at": 7}]\n }\n}',
  );
  const cases: readonly (readonly [string, string])[] = [
    ["schedule.slots[1].at", "4:37"],
    ["schedule.slots[1].days", "4:30"],
    ["schedule.slots[7].days", "4:12"],
    ["schedule.kind", "3:14"],
    ["name", "1:1"],
    ["", "1:1"],
  ];
  for (const [path, want] of cases) {
    await t.step(path || "the whole", () => {
      const place = placeOf(places, path);
      strictEqual(place && `${place.line}:${place.column}`, want);
    });
  }
});
