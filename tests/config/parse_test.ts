import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { NO_INPUTS, PLAIN_GUIDE } from "../../src/channel.ts";
import { type Collection, contentOf, type PlayOrder } from "../../src/content.ts";
import { type LoopSchedule, NO_FILLER } from "../../src/schedule_rule.ts";
import {
  type Config,
  ConfigFault,
  DEFAULT_CONFIG,
  type Environment,
  parseConfig,
} from "../../src/config/mod.ts";

// The YAML parser asks for two variables of its own; they are not there.
const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };

function parse(text: string, environment: Environment = {}, home?: string) {
  return parseConfig({ text, name: "config.yaml", environment, ...(home === undefined ? {} : { home }) });
}

function channelsOf(text: string): Config["channels"] {
  return parse(text).config.channels;
}

/** A loop as the file completes it. */
function loopOf(
  collection: Collection,
  { order, seed = null }: { readonly order?: PlayOrder; readonly seed?: string | null },
): LoopSchedule {
  return { kind: "loop", seed, timezone: "UTC", filler: NO_FILLER, content: contentOf(collection, order) };
}

const CHANNEL = "name: A, schedule: {kind: loop, collection: {show: B}}";

Deno.test("parseConfig() takes nothing for the defaults", { permissions }, async (t) => {
  for (const text of ["", "# nothing\n", "---\n", "null", "{}", "server:\nchannels:\n", "server: {port: }"]) {
    await t.step(JSON.stringify(text), () => deepStrictEqual(parse(text).config, DEFAULT_CONFIG));
  }
});

Deno.test("parseConfig() keeps text as it was written", { permissions }, async (t) => {
  const NUMBERS = ["5", "7.10", "7.100", "0.5", "1234", "007", '"7.10"'];
  for (const written of NUMBERS) {
    await t.step(`number: ${written}`, () => {
      const [channel] = channelsOf(`channels: [{number: ${written}, ${CHANNEL}}]`);
      strictEqual(channel?.number, written.replaceAll('"', ""));
    });
  }
  await t.step("7.1 and 7.10 are two channels", () => {
    strictEqual(channelsOf(`channels: [{number: 7.1, ${CHANNEL}}, {number: 7.10, ${CHANNEL}}]`).length, 2);
  });
  await t.step("a show called 24 and a device 1234E567", () => {
    const text =
      "channels: [{number: 1, name: 24, schedule: {kind: loop, collection: {show: 24}, seed: 07}}]\n" +
      "hdhomerun: {device_id: 1234E567, friendly_name: 1}";
    const { config, warnings } = parse(text);
    deepStrictEqual(config.channels[0]?.schedule, loopOf({ show: "24" }, { seed: "07" }));
    strictEqual(config.channels[0]?.name, "24");
    deepStrictEqual([config.hdhomerun.deviceId, config.hdhomerun.friendlyName, warnings], [
      "1234E567",
      "1",
      [],
    ]);
  });
});

Deno.test("parseConfig() reads whether the guide shows filler", { permissions }, () => {
  const shown = ["", "guide: {show_filler: true}", "guide: {show_filler: false}"].map((text) =>
    parse(text).config.guide.showsFiller
  );
  deepStrictEqual(shown, [false, true, false]);
});

Deno.test("parseConfig() completes a channel", { permissions }, () => {
  const text = `
streaming: { lifecycle: on_demand }
profiles: { small: { width: 640, height: 360, fps: 29.97 } }
libraries: { local: { paths: [/media/Shows, /media/Movies] } }
channels:
  - number: 5
    name: Bars
    schedule: { kind: loop, collection: { folder: /media/Shows }, order: shuffle }
  - { number: 6, id: films, name: Films, group: G, enabled: false, lifecycle: continuous, profile: small,
      schedule: { kind: loop, collection: { search: noir }, seed: s } }
`;
  const { config, warnings } = parse(text);
  deepStrictEqual(config.channels, [
    {
      id: "5",
      number: "5",
      name: "Bars",
      group: "EXStreamTV",
      isEnabled: true,
      lifecycle: "on_demand",
      profile: "default",
      schedule: loopOf({ folder: "/media/Shows" }, { order: "shuffle" }),
      inputs: NO_INPUTS,
      guide: PLAIN_GUIDE,
    },
    {
      id: "films",
      number: "6",
      name: "Films",
      group: "G",
      isEnabled: false,
      lifecycle: "continuous",
      profile: "small",
      schedule: loopOf({ search: "noir" }, { seed: "s" }),
      inputs: NO_INPUTS,
      guide: PLAIN_GUIDE,
    },
  ]);
  deepStrictEqual(config.profiles["small"]?.frameRate, { num: 30_000, den: 1_001 });
  deepStrictEqual(config.profiles["default"], DEFAULT_CONFIG.profiles["default"]);
  deepStrictEqual(warnings, []);
});

Deno.test("parseConfig() completes the inputs of a channel", { permissions }, () => {
  const text = `
libraries: { local: { paths: [/media] } }
channels:
  - number: 5
    name: Bars
    schedule: { kind: loop, collection: { folder: /media/Shows } }
    inputs:
      mirrors:
        - { from: /media/Shows/, to: /mnt/backup/Shows/ }
        - { from: /media/Shows, to: "HTTP://Nas2.lan:80/Shows/2@home/" }
        - { from: /media, to: "https://[FD00::1]:8443", probe: full, single_connection: true }
        - { from: /media, to: /mnt/slow, probe: none, single_connection: false }
      fallback: { folder: /media/Fillers }
      alternates: false
`;
  const { config, warnings } = parse(text);
  deepStrictEqual(config.channels[0]?.inputs, {
    mirrors: [
      { from: "/media/Shows", to: "/mnt/backup/Shows", probe: "light", isSingleConnection: false },
      { from: "/media/Shows", to: "http://nas2.lan/Shows/2@home", probe: "light", isSingleConnection: false },
      { from: "/media", to: "https://[fd00::1]:8443", probe: "full", isSingleConnection: true },
      { from: "/media", to: "/mnt/slow", probe: "none", isSingleConnection: false },
    ],
    fallback: { folder: "/media/Fillers" },
    alternates: false,
  });
  deepStrictEqual(warnings, []);
});

Deno.test("parseConfig() takes one language, several, or none", { permissions }, () => {
  const { config } = parse(
    "profiles: { one: { audio_language: en }, many: { audio_language: [jpn, en], subtitle_language: de } }",
  );
  deepStrictEqual(config.profiles["one"]?.audioLanguages, ["en"]);
  deepStrictEqual(config.profiles["many"]?.audioLanguages, ["jpn", "en"]);
  deepStrictEqual(config.profiles["many"]?.subtitleLanguages, ["de"]);
  deepStrictEqual(config.profiles["default"]?.audioLanguages, []);
});

Deno.test("parseConfig() completes a watermark", { permissions }, () => {
  const { config } = parse(
    "profiles: { a: { watermark: { image: /m/a.png, schedule: { show_s: 20, every_min: 15 } } } }",
  );
  deepStrictEqual(config.profiles["a"]?.watermark, {
    image: "/m/a.png",
    position: "bottom_right",
    marginPercent: 5,
    widthPercent: 10,
    opacity: 0.7,
    schedule: { showMs: 20_000, everyMs: 900_000 },
  });
});

Deno.test(
  "parseConfig() turns seconds of health, restart and failover into milliseconds",
  { permissions },
  () => {
    const { config } = parse(
      "health: { interval_s: 10, crash_loop: { cooldown_s: 60 } }\n" +
        "restart: { max_per_minute: 4, breaker: { failures: 3 } }\nfailover: { probe_s: 2 }",
      { EXSTREAMTV_RESTART_BREAKER_OPEN_S: "240", EXSTREAMTV_HEALTH_AUTO_RESTART: "false" },
    );
    deepStrictEqual(config.health, {
      intervalMs: 10_000,
      unhealthyMs: 180_000,
      isAutoRestart: false,
      stallTimeoutMs: 20_000,
      crashLoop: { threshold: 5, windowMs: 120_000, cooldownMs: 60_000 },
    });
    deepStrictEqual(config.restart, {
      perMinuteMax: 4,
      cooldownMs: 30_000,
      breaker: { failuresMax: 3, windowMs: 300_000, openMs: 240_000 },
    });
    deepStrictEqual(config.failover, { packetTimeoutMs: 30_000, probeMs: 2_000, failbackMs: 12_000 });
  },
);

Deno.test("parseConfig() changes the built-in profile by parts", { permissions }, () => {
  const { config } = parse("profiles: { default: { video_kbps: 5000 } }");
  deepStrictEqual(config.profiles, {
    default: { ...DEFAULT_CONFIG.profiles["default"], videoKbps: 5_000 },
  });
});

Deno.test("parseConfig() uses E5E17001 for what is no device id, and says so", { permissions }, async (t) => {
  const CASES = [
    { written: "auto", id: "auto", isWarned: false },
    { written: "e5e17005", id: "E5E17005", isWarned: false },
    { written: "XYZ", id: "E5E17001", isWarned: true },
    { written: "E5E1700", id: "E5E17001", isWarned: true },
    { written: "E5E170011", id: "E5E17001", isWarned: true },
  ];
  for (const { written, id, isWarned } of CASES) {
    await t.step(written, () => {
      const { config, warnings } = parse(`hdhomerun:\n  device_id: ${written}`);
      const warning = `config.yaml:2:14 hdhomerun.device_id: found "${written}", ` +
        "expected auto or 8 hex digits; using E5E17001";
      deepStrictEqual([config.hdhomerun.deviceId, warnings], [id, isWarned ? [warning] : []]);
    });
  }
});

Deno.test("parseConfig() lets the environment override the file", { permissions }, () => {
  const { config, warnings, variables } = parse("server: {port: 80, host: 127.0.0.1}\nhls:\n", {
    EXSTREAMTV_SERVER_PORT: "8080",
    EXSTREAMTV_SERVER_HOST: "",
    EXSTREAMTV_DATABASE_BACKUP_KEEP: "3",
    EXSTREAMTV_FFMPEG_MAX_PROCESSES: "12",
    EXSTREAMTV_HDHOMERUN_DEVICE_ID: "12345678",
    EXSTREAMTV_HDHOMERUN_ENABLED: "false",
    EXSTREAMTV_LIBRARIES_LOCAL_PATHS: "[/media/A, '/media/B, C']",
    EXSTREAMTV_SERVER_PROT: "1",
    EXSTREAMTV_RUN: "/data#1",
  });
  deepStrictEqual([config.server.port, config.server.host, config.database.backup.keep], [
    8080,
    "127.0.0.1",
    3,
  ]);
  deepStrictEqual([config.ffmpeg.processesMax, config.hdhomerun.deviceId], [12, "12345678"]);
  strictEqual(config.hdhomerun.isEnabled, false);
  deepStrictEqual(config.libraries.local.paths, ["/media/A", "/media/B, C"]);
  deepStrictEqual(warnings, [
    'EXSTREAMTV_SERVER_PROT: no option has this name; did you mean "EXSTREAMTV_SERVER_PORT"?',
  ]);
  deepStrictEqual(variables, []);
});

Deno.test("parseConfig() takes secrets from the environment, and only secrets", { permissions }, () => {
  const text = "security: {admin_token: '${TV_TOKEN}'}\nhdhomerun: {friendly_name: '${TV_TOKEN}'}";
  const { config, variables } = parse(text, { TV_TOKEN: "abcdefgh12345678" });
  strictEqual(config.security.adminToken, "abcdefgh12345678");
  strictEqual(config.hdhomerun.friendlyName, "${TV_TOKEN}");
  deepStrictEqual(variables, ["TV_TOKEN"]);
});

Deno.test("parseConfig() holds media folders against a relative database path", { permissions }, () => {
  const text = "libraries: {local: {paths: [/srv/tv/data/demo]}}";
  strictEqual(parse(text).config.libraries.local.paths.length, 1);
  let message = "";
  try {
    parse(text, {}, "/srv/tv");
  } catch (thrown) {
    message = String(thrown);
  }
  ok(message.includes("expected a folder apart from the data folder /srv/tv/data"), message);
});

Deno.test("ConfigFault lists 50 problems and counts the rest", { permissions }, () => {
  const text = Array.from({ length: 60 }, (_, index) => `wrong${index}: 1`).join("\n");
  try {
    parse(text);
    ok(false, "must be refused");
  } catch (thrown) {
    ok(thrown instanceof ConfigFault);
    deepStrictEqual([thrown.faults.length, thrown.message.split("\n").length], [60, 51]);
    strictEqual(thrown.message.split("\n").at(-1), "and 10 more");
  }
});

/** A YAML text that is often nearly right. */
const yamlText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(
    fc.oneof(
      fc.constantFrom(
        "server",
        "channels",
        "port",
        "number",
        "name",
        "schedule",
        "profiles",
        "paths",
        "local",
      ),
      fc.constantFrom(
        ": ",
        ":\n  ",
        "\n",
        "\n  - ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        "&a ",
        "*a",
        "!!set ",
        "? ",
        "<<: *a",
        "|\n",
      ),
      fc.constantFrom(
        "7.10",
        "null",
        "true",
        "'",
        '"',
        "#",
        "__proto__",
        ".inf",
        "0x1F",
        "2020-01-01",
        "${X}",
        "\t",
      ),
    ),
    { maxLength: 40 },
  ).map((parts) => parts.join("")),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.record({ server: fc.jsonValue(), channels: fc.array(fc.jsonValue()), profiles: fc.jsonValue() })
    .map((value) => JSON.stringify(value)),
);

Deno.test("parseConfig() gives a Config or a ConfigFault for any text", { permissions }, () => {
  fc.assert(
    fc.property(
      yamlText,
      fc.dictionary(fc.constantFrom("EXSTREAMTV_SERVER_PORT", "X"), fc.string()),
      (text, env) => {
        try {
          return parse(text, env).config.server.port > 0;
        } catch (thrown) {
          return thrown instanceof ConfigFault && thrown.faults.length > 0;
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

Deno.test("parseConfig() gives a Config or a ConfigFault for any bytes", { permissions }, () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 100 }), (text) => {
    try {
      return parseConfig({ text, name: "c", environment: {} }).config.server.port > 0;
    } catch (thrown) {
      return thrown instanceof ConfigFault && thrown.faults.length > 0;
    }
  }));
});

Deno.test(
  "parseConfig() survives a file that is as hostile as its size allows",
  { permissions },
  async (t) => {
    const HOSTILE = {
      "deep lists": "[".repeat(100_000),
      "deep maps": "a: {".repeat(50_000),
      "deep indents": Array.from({ length: 1_000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n"),
      "many keys": Array.from({ length: 50_000 }, (_, index) => `k${index}: 1`).join("\n"),
      "many channels": "channels:\n" + "- {number: 5}\n".repeat(50_000),
      "one long word": "a".repeat(1_000_000),
      "many documents": "---\n".repeat(100_000),
    };
    for (const [name, text] of Object.entries(HOSTILE)) {
      await t.step(name, () => {
        let thrown: unknown;
        try {
          parse(text);
        } catch (error) {
          thrown = error;
        }
        ok(thrown instanceof ConfigFault);
      });
    }
  },
);
