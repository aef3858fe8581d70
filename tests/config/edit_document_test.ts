import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import fc from "fast-check";
import { Document, visit } from "yaml";
import { addDocuments, deleteDocument, type DocumentPlace, setDocument } from "../../src/config/mod.ts";
import { readDocument } from "../../src/config/document.ts";
import { Fault } from "../../src/fault.ts";
import { RULES } from "./rule_samples.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };

const FILE = `# My television
server: {port: 80}   # odd port

channels:
# the first one
- number: 7.10
  name: A   # a name
  schedule:
    # all night
    kind: loop
    collection: { show: "B" }

- number: 8
  id: films
  name: 'Films'
  schedule: evening
# what they show
collections:
  toons: {show: T}  # for children

  # for the rest
  noir:
    search: noir
# the end
`;

const channel = (name: string): Record<string, unknown> => ({
  number: "7.10",
  name,
  schedule: { kind: "loop", collection: { show: "B" } },
});

interface Edit {
  readonly name: string;
  readonly place: Omit<DocumentPlace, "name">;
  /** Null deletes. */
  readonly document: unknown;
  /** What becomes of {@link FILE}: text in it, and what stands there then. */
  readonly change: readonly [before: string, after: string];
}

const EDITS: readonly Edit[] = [
  {
    name: "one value of a channel",
    place: { section: "channels", key: "7.10" },
    document: channel("Z"),
    change: ["name: A   # a name", "name: Z   # a name"],
  },
  {
    name: "the same channel changes nothing",
    place: { section: "channels", key: "7.10" },
    document: channel("A"),
    change: ["# the end", "# the end"],
  },
  {
    name: "more values of a channel, behind its others",
    place: { section: "channels", key: "7.10" },
    document: { ...channel("A"), group: "G", fillers: { tail: "ads" } },
    change: ['{ show: "B" }\n', '{ show: "B" }\n  group: G\n  fillers:\n    tail: ads\n'],
  },
  {
    name: "a schedule by name in place of one spelt out",
    place: { section: "channels", key: "7.10" },
    document: { ...channel("A"), schedule: "evening" },
    change: [
      'schedule:\n    # all night\n    kind: loop\n    collection: { show: "B" }\n',
      "schedule: evening\n",
    ],
  },
  {
    name: "a schedule spelt out in place of a name",
    place: { section: "channels", key: "films" },
    document: { number: "8", id: "films", name: "Films", schedule: { kind: "mirror", channel: "7.10" } },
    change: ["  schedule: evening\n", '  schedule:\n    kind: mirror\n    channel: "7.10"\n'],
  },
  {
    name: "one value less",
    place: { section: "channels", key: "films" },
    document: { number: "8", name: "Films", schedule: "evening" },
    change: ["  id: films\n", ""],
  },
  {
    name: "the first value less",
    place: { section: "channels", key: "films" },
    document: { id: "films", name: "Films", schedule: "evening" },
    change: ["- number: 8\n  id: films", "- id: films"],
  },
  {
    name: "another channel",
    place: { section: "channels", key: "9" },
    document: { number: "9", name: "C", schedule: "evening" },
    change: ["schedule: evening\n", 'schedule: evening\n- number: "9"\n  name: C\n  schedule: evening\n'],
  },
  {
    name: "a channel less",
    place: { section: "channels", key: "films" },
    document: null,
    change: ["- number: 8\n  id: films\n  name: 'Films'\n  schedule: evening\n", ""],
  },
  {
    name: "another collection",
    place: { section: "collections", key: "new" },
    document: { any: ["toons", "noir"] },
    change: ["    search: noir\n", "    search: noir\n  new:\n    any:\n    - toons\n    - noir\n"],
  },
  {
    name: "a collection in one line",
    place: { section: "collections", key: "toons" },
    document: { show: "Toons: the best" },
    change: ["{show: T}", '{show: "Toons: the best"}'],
  },
  {
    name: "another form in one line",
    place: { section: "collections", key: "toons" },
    document: { folder: "/media" },
    change: ["{show: T}", "{ folder: /media }"],
  },
  {
    name: "a collection less",
    place: { section: "collections", key: "toons" },
    document: null,
    change: ["  toons: {show: T}  # for children\n", ""],
  },
  {
    name: "the first of a section",
    place: { section: "fillers", key: "ads" },
    document: { collection: "toons", count: 1 },
    change: [
      "    search: noir\n",
      "    search: noir\nfillers:\n  ads:\n    collection: toons\n    count: 1\n",
    ],
  },
  {
    name: "what is not there goes without a change",
    place: { section: "schedules", key: "nothing" },
    document: null,
    change: ["# the end", "# the end"],
  },
];

function edit(text: string, { place, document }: Pick<Edit, "place" | "document">): string {
  const named = { ...place, name: "config.yaml" };
  return document === null ? deleteDocument(text, named) : setDocument(text, named, document);
}

Deno.test("Editing a file changes what it must and nothing else", { permissions }, async (t) => {
  for (const { name, change: [before, after], ...rest } of EDITS) {
    await t.step(name, () => {
      strictEqual(FILE.split(before).length, 2);
      strictEqual(edit(FILE, rest), FILE.replace(before, () => after));
    });
    await t.step(`${name}, in a file of Windows`, () => {
      const written = (text: string) => `\ufeff${text.replaceAll("\n", "\r\n")}`;
      strictEqual(edit(written(FILE), rest), written(FILE.replace(before, () => after)));
    });
  }
});

Deno.test("Sections without anything in them are filled and emptied", { permissions }, async (t) => {
  const place = { section: "collections", key: "a" } as const;
  const document = { show: "A" };
  const FILLED = "collections:\n  a:\n    show: A\n";
  const TEXTS: readonly (readonly [string, string])[] = [
    ["", FILLED],
    ["{}", FILLED.trimEnd()],
    ["# nothing yet", `# nothing yet\n${FILLED}`],
    ["collections: {}\n", FILLED],
    ["collections:\nhls: {}\n", `${FILLED}hls: {}\n`],
    ["hls: {}", `hls: {}\n${FILLED}`],
  ];
  for (const [text, want] of TEXTS) {
    await t.step(JSON.stringify(text), () => strictEqual(edit(text, { place, document }), want));
  }
  await t.step("the last one goes", () => {
    strictEqual(edit(`${FILLED}# end\n`, { place, document: null }), "collections: {}\n# end\n");
  });
});

Deno.test("What a program cannot edit is refused", { permissions }, async (t) => {
  const TEXTS: Readonly<Record<string, string>> = {
    "an anchor that something else means too": "collections: {a: &it {show: A}, b: *it}",
    "another thing in place of the section": "collections: [a]",
  };
  for (const [name, text] of Object.entries(TEXTS)) {
    await t.step(name, () => {
      throws(
        () => edit(text, { place: { section: "collections", key: "a" }, document: { show: "C" } }),
        (thrown) =>
          thrown instanceof Fault &&
          thrown.message === "Cannot edit collections.a in config.yaml: it must be edited by hand there",
      );
    });
  }
});

/** Documents, some of which are in {@link RULES} under the same names. */
const named = fc.constantFrom(
  ...(["collections", "fillers", "schedules"] as const).flatMap((section) =>
    ["new", ...Object.keys(RULES[section])].map((key) => ({ section, key }))
  ),
  ...["1", "two", "2.10", "5", "99"].map((key) => ({ section: "channels" as const, key })),
);
const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    "a: b",
    `${"long ".repeat(20)}\n\n  lines`,
    "# no",
    "- x",
    "7.10",
    "yes",
    "null",
    "a\nb",
    "  ",
    "'",
  ),
);
const part: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  part: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("part"), { maxLength: 4 }),
    fc.dictionary(fc.stringMatching(/^[a-z]{3,6}_x$/), tie("part"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).part;

/** The sample file in one of many styles, with a comment at the end of some lines and between them. */
const file = fc.record({
  indentSeq: fc.boolean(),
  inOneLine: fc.array(fc.integer({ min: 1, max: 200 }), { maxLength: 10 }),
  marks: fc.array(fc.nat(400), { maxLength: 30 }),
  head: fc.constantFrom("", "# head\n\n", "server:\n  port: 80 # port\n"),
}).map(({ indentSeq, inOneLine, marks, head }) => {
  const document = new Document(RULES, { aliasDuplicateObjects: false });
  let count = 0;
  visit(document, { Collection: (_, node) => void (node.flow = inOneLine.includes(count++)) });
  const lines = document.toString({ indentSeq, lineWidth: 0 }).split("\n").slice(0, -1);
  const commented = lines.map((line, at) => marks.includes(at) ? `${line} # mark ${at}` : line);
  return `${head}${commented.join("\n")}\n# tail\n`;
});

Deno.test("Editing means what editing the data would mean, in any style of file", { permissions }, () => {
  fc.assert(
    fc.property(file, named, fc.option(part), (text, place, document) => {
      const edited = edit(text, { place, document });
      const [before, after] = [text, edited].map((it) => readDocument(it, "config.yaml").value);
      deepStrictEqual(after, changed(before ?? {}, place, document));
    }),
    { numRuns: 150 },
  );
});

Deno.test("Comments outside of what is edited survive, each once", { permissions }, () => {
  fc.assert(
    fc.property(file, named, fc.option(part), (text, place, document) => {
      const [before, after] = [commentsOf(text), commentsOf(edit(text, { place, document }))];
      const own = commentsOf(ownLines(text, place));
      deepStrictEqual(after.filter((it) => !own.includes(it)), before.filter((it) => !own.includes(it)));
    }),
    { numRuns: 150 },
  );
});

Deno.test("A value that changes costs no comment", { permissions }, () => {
  fc.assert(
    fc.property(file, text.filter((it) => it !== ""), (text, name) => {
      const place = { section: "channels", key: "two" } as const;
      const edited = edit(text, { place, document: { ...RULES.channels[1], name } });
      deepStrictEqual(commentsOf(edited), commentsOf(text));
      const differing = edited.split("\n").filter((line, at) => line !== text.split("\n")[at]);
      ok(differing.length <= 1, edited);
    }),
    { numRuns: 100 },
  );
});

Deno.test("addDocuments()", { permissions }, async (t) => {
  const added = {
    channels: [{ id: "new", ...channel("N"), number: "9" }],
    collections: { late: { show: "L" } },
    fillers: { ads: { collection: "late", count: 1 } },
    schedules: {},
  };
  await t.step("puts all of them behind what is there, and touches nothing else", () => {
    const text = addDocuments(FILE, "config.yaml", added);
    const lines = text.split("\n");
    let at = -1;
    for (const line of FILE.split("\n")) {
      at = lines.indexOf(line, at + 1);
      ok(at >= 0, `${line} is gone, or elsewhere`);
    }
    const { value: before } = readDocument(FILE, "config.yaml");
    deepStrictEqual(readDocument(text, "config.yaml").value, {
      ...before,
      channels: [...Object(before["channels"]), ...added.channels],
      collections: { ...Object(before["collections"]), ...added.collections },
      fillers: added.fillers,
    });
  });
  await t.step("changes nothing where there is nothing to add", () => {
    const nothing = { channels: [], collections: {}, fillers: {}, schedules: {} };
    strictEqual(addDocuments(FILE, "config.yaml", nothing), FILE);
  });
  await t.step("names everything that is there already, by id, number or name", () => {
    const taken = {
      ...added,
      channels: [...added.channels, { id: "films", number: "10" }, { id: "x", number: "07.10" }],
      collections: { ...added.collections, toons: { show: "T" } },
    };
    throws(() => addDocuments(FILE, "config.yaml", taken), (thrown) => {
      if (!(thrown instanceof Fault)) return false;
      strictEqual(thrown.code, "invalid_document");
      deepStrictEqual(thrown.places, [
        { path: "channels.films", detail: "config.yaml has one of this id" },
        { path: "channels.x", detail: "config.yaml has a channel of its number 7.10" },
        { path: "collections.toons", detail: "config.yaml has one of this name" },
      ]);
      return true;
    });
  });
  await t.step("leaves alone what no program can edit", () => {
    throws(() => addDocuments("channels: 5\n", "config.yaml", added), { code: "bad_config" });
    throws(() => addDocuments("channels: [", "config.yaml", added), { code: "bad_config" });
  });
  await t.step("takes a thousand channels at once", () => {
    const channels = Array.from(
      { length: 1_000 },
      (_, at) => ({ id: `c${at}`, ...channel("N"), number: `${at + 100}` }),
    );
    const text = addDocuments(FILE, "config.yaml", { ...added, channels });
    strictEqual(Object(readDocument(text, "config.yaml").value["channels"]).length, 1_002);
  });
});

function commentsOf(text: string): string[] {
  return [...text.matchAll(/ ?# (mark \d+|head|tail|port)$/gm)].map(([, comment = ""]) => comment);
}

/** The lines a document of the sample takes in a text; the others are not to change. */
function ownLines(text: string, { section, key }: Edit["place"]): string {
  const { place, value } = readDocument(text, "config.yaml");
  const list: unknown = value[section];
  const name = Array.isArray(list) ? list.findIndex((it) => (it.id ?? it.number) === key) : key;
  const from = place([section, name]).line ?? 1;
  const next = Object.keys(Object(list));
  const following = next[next.indexOf(String(name)) + 1];
  const until = following === undefined
    ? Infinity
    : place([section, Array.isArray(list) ? Number(following) : following]).line;
  return text.split("\n").slice(Math.max(0, from - 2), until ?? undefined).join("\n");
}

function changed(
  value: Readonly<Record<string, unknown>>,
  { section, key }: Edit["place"],
  document: unknown,
): unknown {
  if (section === "channels") {
    const channels: readonly { readonly id?: string; readonly number: string }[] = RULES.channels;
    const others = channels.filter((it) => (it.id ?? it.number) !== key);
    if (document === null) return { ...value, channels: others };
    const isThere = others.length < channels.length;
    const with_ = channels.map((it) => (it.id ?? it.number) === key ? document : it);
    return { ...value, channels: isThere ? with_ : [...channels, document] };
  }
  const { [key]: _, ...others } = Object(RULES[section]);
  return { ...value, [section]: document === null ? others : { ...RULES[section], [key]: document } };
}
