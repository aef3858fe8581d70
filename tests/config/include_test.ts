import { deepStrictEqual, ok, rejects, strictEqual, throws } from "node:assert/strict";
import { dirname } from "node:path";
import { ConfigFault, type ConfigFiles, gatherIncludes, parseConfig } from "../../src/config/mod.ts";
import { LIMITS } from "../../src/limits.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };

/** A disk in memory, by absolute path. */
function diskOf(contents: Readonly<Record<string, string>>): ConfigFiles {
  return {
    read(path) {
      const text = contents[path];
      return text === undefined
        ? Promise.reject(new Error("no such file"))
        : Promise.resolve(new TextEncoder().encode(text));
    },
    names(folder) {
      const names = Object.keys(contents).filter((path) => dirname(path) === folder);
      const files = names.map((path) => path.slice(folder.length + 1));
      return files.length === 0
        ? Promise.reject(new Error("no such folder"))
        : Promise.resolve(files.toReversed());
    },
  };
}

async function gather(text: string, contents: Readonly<Record<string, string>>) {
  return await gatherIncludes(
    { text, name: "tv/config.yaml", file: "/etc/tv/config.yaml" },
    diskOf(contents),
  );
}

async function parse(text: string, contents: Readonly<Record<string, string>>) {
  const { included } = await gather(text, contents);
  return parseConfig({ text, name: "tv/config.yaml", included, environment: {} });
}

async function refuses(attempt: Promise<unknown>, message: string): Promise<void> {
  await rejects(attempt, (thrown) => {
    ok(thrown instanceof ConfigFault);
    strictEqual(thrown.message, message);
    return true;
  });
}

Deno.test(
  "gatherIncludes() finds files, those of a pattern by their names, each once",
  { permissions },
  async () => {
    const { included, places } = await gather("include: [b.yaml, more/*.yaml, more/x.yaml]", {
      "/etc/tv/b.yaml": "{}",
      "/etc/tv/more/x.yaml": "{}",
      "/etc/tv/more/a.yaml": "{}",
      "/etc/tv/more/a.txt": "{}",
    });
    deepStrictEqual(included.map(({ name }) => name), ["tv/b.yaml", "tv/more/a.yaml", "tv/more/x.yaml"]);
    deepStrictEqual(places, ["/etc/tv/b.yaml", "/etc/tv/more", "/etc/tv/more/x.yaml"]);
  },
);

Deno.test("gatherIncludes() leaves the main file out of a pattern, and has nothing without a file", {
  permissions,
}, async () => {
  const files = { "/etc/tv/config.yaml": "", "/etc/tv/a.yaml": "" };
  deepStrictEqual((await gather("include: ['*.yaml']", files)).included.map(({ name }) => name), [
    "tv/a.yaml",
  ]);
  const none = await gatherIncludes({ text: "include: [a.yaml]", name: "c", file: null }, diskOf(files));
  deepStrictEqual(none, { included: [], places: [] });
});

Deno.test("gatherIncludes() refuses what it cannot read, all of it at once", { permissions }, async () => {
  await refuses(
    gather("include:\n- a.yaml\n- config.yaml\n- b/*.yaml", { "/etc/tv/config.yaml": "" }),
    'tv/config.yaml:2:3 include[0]: found "a.yaml", expected a file or folder that can be read (no such file)\n' +
      'tv/config.yaml:3:3 include[1]: found "config.yaml", expected another file than this one\n' +
      'tv/config.yaml:4:3 include[2]: found "b/*.yaml", expected a file or folder that can be read (no such folder)',
  );
});

Deno.test("gatherIncludes() reads no more than the limits allow", { permissions }, async () => {
  const many = Object.fromEntries(
    Array.from({ length: LIMITS.includedFilesMax + 1 }, (_, at) => [`/etc/tv/d/${at}.yaml`, ""]),
  );
  await rejects(gather("include: [d/*.yaml]", many), /expected at most 500 files in all/);
  const large = { "/etc/tv/a.yaml": "#".repeat(LIMITS.includedBytesMax + 1) };
  await rejects(gather("include: [a.yaml]", large), /expected at most 8000000 bytes in all/);
});

Deno.test("An included file adds channels and what they name", { permissions }, async () => {
  const text = `include: [films.yaml]
collections: { toons: { show: T } }
channels:
- { number: 1, name: A, schedule: evening }`;
  const films = `channels:
- { number: 2, name: B, schedule: { kind: loop, collection: toons } }
schedules: { evening: { kind: loop, collection: films } }
collections: { films: { search: film } }`;
  const { config, documents } = await parse(text, { "/etc/tv/films.yaml": films });
  deepStrictEqual(config.channels.map(({ number, schedule }) => [number, schedule?.kind]), [["1", "loop"], [
    "2",
    "loop",
  ]]);
  deepStrictEqual(Object.keys(documents.collections), ["toons", "films"]);
});

Deno.test("Faults name the file they are in", { permissions }, async () => {
  const text = `include: [a.yaml, b.yaml]
collections: { toons: { show: T } }
channels:
- { number: 1, name: A, schedule: { kind: loop, collection: toons } }`;
  const contents = {
    "/etc/tv/a.yaml": `
collections: { toons: { show: U }, films: { shwo: F } }
channels: [{ number: 1, name: B, schedule: { kind: loop, collection: flims } }]
chanels: []`,
    "/etc/tv/b.yaml": "include: [c.yaml]\nfillers: 5\ncollections:\n  films: {show: V}\nserver: {port: 80}",
  };
  await refuses(
    parse(text, contents),
    [
      'tv/a.yaml:2:16 collections.toons: found the key "toons" twice, first in tv/config.yaml:2:16, expected each key once',
      "tv/a.yaml:2:43 collections.films: found a map, expected exactly one of folder, show, search, playlist, smart, any",
      'tv/a.yaml:2:45 collections.films.shwo: found an unknown key, expected one of folder, show, search, playlist, smart, any; did you mean "show"?',
      'tv/a.yaml:3:22 channels[0].number: found "1", expected a number no other channel has',
      'tv/a.yaml:3:70 channels[0].schedule.collection: found "flims", expected a key of collections: toons, films; or a map with folder, show, search, playlist, smart or any; did you mean "films"?',
      'tv/a.yaml:4:1 chanels: found an unknown key, expected one of channels, collections, fillers, schedules; did you mean "channels"?',
      "tv/b.yaml:1:1 include: found an unknown key, expected one of channels, collections, fillers, schedules",
      "tv/b.yaml:2:10 fillers: found 5, expected a map of fillers by name",
      'tv/b.yaml:4:3 collections.films: found the key "films" twice, first in tv/a.yaml:2:36, expected each key once',
      "tv/b.yaml:5:1 server: found an unknown key, expected one of channels, collections, fillers, schedules",
    ].join("\n"),
  );
});

Deno.test("parseConfig() refuses what cannot be included", { permissions }, () => {
  const expected =
    "expected a file such as schedules/films.yaml or schedules/*.yaml, inside the folder of this one";
  throws(() => parseConfig({ text: "include: [../a.yaml, /b.yaml]", name: "c", environment: {} }), {
    message:
      `c:1:11 include[0]: found "../a.yaml", ${expected}\nc:1:22 include[1]: found "/b.yaml", ${expected}`,
  });
});

Deno.test("Files that are no YAML are all told of at once", { permissions }, async () => {
  await refuses(
    parse("include: [a.yaml]\nserver: [", { "/etc/tv/a.yaml": "- 5" }),
    "tv/config.yaml:2:10: found broken YAML (Flow sequence in block collection must be sufficiently indented and end with a ]), expected well-formed YAML",
  );
  await refuses(
    parse("include: [a.yaml, b.yaml]", { "/etc/tv/a.yaml": "- 5", "/etc/tv/b.yaml": "a: 1\na: 2" }),
    "tv/a.yaml:1:1: found a list, expected a map of sections\n" +
      'tv/b.yaml:2:1: found the key "a" twice, expected each key once',
  );
});
