import { deepStrictEqual, ok, strictEqual, throws } from "node:assert/strict";
import { computePermissions, ConfigFault, type Environment, parseConfig } from "../../src/config/mod.ts";

const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };
const KEY = "a key of 8 to 2000 characters as its site shows it, or ${VARIABLE}, or null";
const LANGUAGES = "an ISO 639 code such as en or deu, or a list of 1 to 5 of them";

function parse(text: string, environment: Environment = {}) {
  return parseConfig({ text, name: "config.yaml", environment });
}

Deno.test("metadataSchema takes one language or several", { permissions }, () => {
  const languagesOf = (text: string) => parse(text).config.metadata.languages;
  deepStrictEqual(languagesOf(""), ["eng"]);
  deepStrictEqual(languagesOf("metadata: {language: de}"), ["de"]);
  deepStrictEqual(languagesOf("metadata: {language: [deu, en]}"), ["deu", "en"]);
});

Deno.test("metadataSchema takes keys from the environment by name or by override", { permissions }, () => {
  const { config, variables } = parse('metadata: {tvdb: {api_key: "${TVDB}", pin: "${PIN}"}}', {
    TVDB: "0a1b2c3d-0000-4000",
    PIN: "ABCD1234",
    EXSTREAMTV_METADATA_TMDB_API_KEY: "eyJh.eyJz.x_y-z=",
  });
  deepStrictEqual(config.metadata.tvdb, { apiKey: "0a1b2c3d-0000-4000", pin: "ABCD1234" });
  deepStrictEqual(config.metadata.tmdb, { apiKey: "eyJh.eyJz.x_y-z=" });
  deepStrictEqual(variables, ["TVDB", "PIN"]);
});

const BAD_FILES: Readonly<Record<string, string>> = {
  "metadata: {enabled: 1}": "config.yaml:1:21 metadata.enabled: found 1, expected true or false",
  "metadata: {language: english}":
    `config.yaml:1:22 metadata.language: found "english", expected ${LANGUAGES}`,
  "metadata: {language: []}": `config.yaml:1:22 metadata.language: found a list, expected ${LANGUAGES}`,
  "metadata: {tvdb: {api_key: hunter2}}":
    `config.yaml:1:28 metadata.tvdb.api_key: found a secret of 7 characters, expected ${KEY}`,
  'metadata: {tmdb: {api_key: "a key with blanks"}}':
    `config.yaml:1:28 metadata.tmdb.api_key: found a secret of 17 characters, expected ${KEY}`,
  'metadata: {tmdb: {api_key: "${TMDB}"}}':
    'config.yaml:1:28 metadata.tmdb.api_key: found "${TMDB}", expected the environment variable TMDB to be set',
  "metadata: {tvdb: {pin: x}}":
    "config.yaml:1:24 metadata.tvdb.pin: found a secret of 1 characters, expected 4 to 64 letters and digits, or ${VARIABLE}, or null",
  "metadata: {tmdb: {pin: abcd}}":
    "config.yaml:1:19 metadata.tmdb.pin: found an unknown key, expected one of api_key",
};

Deno.test("metadataSchema refuses", { permissions }, async (t) => {
  for (const [text, message] of Object.entries(BAD_FILES)) {
    await t.step(text, () => {
      throws(() => parse(text), (thrown) => {
        ok(thrown instanceof ConfigFault);
        strictEqual(thrown.message, message);
        return true;
      });
    });
  }
});

Deno.test(
  "metadataHosts() opens the wall to the databases there is a key for",
  { permissions },
  async (t) => {
    const facts = {
      home: "/opt/an-example",
      program: "/opt/an-example",
      configFile: null,
      includes: [],
      ffmpeg: "/usr/bin/ffmpeg",
      ffprobe: "/usr/bin/ffprobe",
      variables: [],
      ownNetworks: [],
    };
    const tvdb = "tvdb: {api_key: aaaaaaaa}";
    const tmdb = "tmdb: {api_key: bbbbbbbb}";
    const TVDB_HOSTS = ["api4.thetvdb.com:443", "artworks.thetvdb.com:443"];
    const TMDB_HOSTS = ["api.themoviedb.org:443", "image.tmdb.org:443"];
    const CASES = [
      { name: "no key", text: "", want: [] },
      { name: "TheTVDB's", text: tvdb, want: TVDB_HOSTS },
      { name: "The Movie Database's", text: tmdb, want: TMDB_HOSTS },
      { name: "both", text: `${tvdb}, ${tmdb}`, want: [...TVDB_HOSTS, ...TMDB_HOSTS] },
      { name: "both, but switched off", text: `enabled: false, ${tvdb}, ${tmdb}`, want: [] },
    ];
    for (const { name, text, want } of CASES) {
      await t.step(name, () => {
        const { config } = parse(`hdhomerun: {enabled: false}\nmetadata: {${text}}`);
        const solver = "unix:/opt/an-example/data/prover.sock";
        deepStrictEqual(computePermissions(config, facts).net, [solver, "0.0.0.0:8411", ...want]);
      });
    }
  },
);
