import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import {
  computePermissions,
  dataFolder,
  parseConfig,
  permissionFlags,
  permissionSet,
  refuseWritableConfig,
  visibleEnvironment,
  workerPermissions,
} from "../../src/config/mod.ts";
import { Fault } from "../../src/fault.ts";

const permissions = { env: ["LOG_TOKENS", "LOG_STREAM"] };

const FACTS = {
  home: "/opt/an-example",
  program: "/opt/an-example",
  configFile: "/opt/an-example/config.yaml",
  includes: [],
  ffmpeg: "/usr/bin/ffmpeg",
  ffprobe: "/usr/bin/ffprobe",
  variables: ["TV_TOKEN"],
  ownNetworks: [],
};

const NEIGHBOURS = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
];
const SOLVER = "unix:/opt/an-example/data/prover.sock";
const SILENT = "hdhomerun: { ssdp: false, discovery: false, control: false }";

function configOf(text: string) {
  return parseConfig({ text, name: "config.yaml", environment: {} }).config;
}

Deno.test("computePermissions() grants what the defaults need and no more", { permissions }, () => {
  deepStrictEqual(computePermissions(configOf(""), FACTS), {
    read: ["/opt/an-example", "/opt/an-example/config.yaml", "/opt/an-example/data"],
    write: ["/opt/an-example/data"],
    denyWrite: ["/opt/an-example/data/config.yaml", "/opt/an-example/config.yaml"],
    net: [
      SOLVER,
      "0.0.0.0:8411",
      "0.0.0.0:65001",
      "0.0.0.0:5004",
      "0.0.0.0:0",
      "0.0.0.0:1900",
      "239.255.255.250:1900",
      ...NEIGHBOURS,
    ],
    run: ["/usr/bin/ffmpeg", "/usr/bin/ffprobe"],
    env: ["HOME", "PATH", "TZ", "NO_COLOR", "EXSTREAMTV_*", "TV_TOKEN"],
    sys: ["networkInterfaces", "setPriority"],
  });
});

Deno.test(
  "computePermissions() opens to neighbours only what the tuner does there",
  { permissions },
  async (t) => {
    const off = (...names: string[]) => `hdhomerun: { ${names.map((name) => `${name}: false`).join(", ")} }`;
    const CASES = [
      { name: "nothing", text: SILENT, net: [] },
      { name: "no tuner", text: off("enabled"), net: [] },
      { name: "a stream token", text: "security: { stream_token: aaaaaaaa }", net: [] },
      { name: "discovery", text: off("ssdp", "control"), net: ["0.0.0.0:65001", ...NEIGHBOURS] },
      {
        name: "SSDP",
        text: off("discovery", "control"),
        net: ["0.0.0.0:1900", "239.255.255.250:1900", ...NEIGHBOURS],
      },
      {
        name: "control, for this machine only",
        text: `server: { host: localhost }\n${off("discovery", "ssdp")}`,
        net: ["127.0.0.1:65001", "127.0.0.1:5004", "0.0.0.0:0", ...NEIGHBOURS],
      },
    ];
    for (const { name, text, net } of CASES) {
      await t.step(name, () => {
        const config = configOf(text);
        deepStrictEqual(computePermissions(config, FACTS).net, [
          SOLVER,
          `${config.server.host}:8411`,
          ...net,
        ]);
      });
    }
  },
);

Deno.test("computePermissions() opens to neighbours with public addresses, if the tuner speaks at all", {
  permissions,
}, () => {
  const ownNetworks = ["203.0.113.0/24"];
  const netOf = (text: string) => computePermissions(configOf(text), { ...FACTS, ownNetworks }).net;
  deepStrictEqual(netOf("").slice(-2), ["127.0.0.0/8", "203.0.113.0/24"]);
  deepStrictEqual(netOf(SILENT), [SOLVER, "0.0.0.0:8411"]);
  deepStrictEqual(netOf("server: { host: localhost }").slice(-1), ["127.0.0.0/8"]);
});

Deno.test("computePermissions() follows the configuration", { permissions }, () => {
  const config = configOf(`
server: { host: "::", port: 80 }
hdhomerun: { extra_ports: [5004], ssdp: false, discovery: false, control: false }
database: { path: /var/lib/tv/tv.db }
libraries: { local: { paths: [/media/A, /media/B] } }
`);
  const { read, write, net } = computePermissions(config, { ...FACTS, configFile: null });
  deepStrictEqual(read, ["/opt/an-example", "/var/lib/tv", "/media/A", "/media/B"]);
  deepStrictEqual([write, net], [["/var/lib/tv"], ["unix:/var/lib/tv/prover.sock", "[::]:80", "[::]:5004"]]);
});

Deno.test("computePermissions() lets main look at mirrors and ask for them, and nowhere else", {
  permissions,
}, () => {
  const config = configOf(`
${SILENT}
channels:
  - number: 1
    name: One
    schedule: { kind: loop, collection: { folder: /media/A } }
    inputs:
      mirrors:
        - { from: /media/A, to: /mnt/A }
        - { from: /media/A, to: "http://nas.lan/A" }
        - { from: /media/A, to: "https://nas.lan/B" }
        - { from: /media/A, to: "http://[fd00::1]:8080" }
        - { from: /media/B, to: /mnt/A }
`);
  const { read, net } = computePermissions(config, { ...FACTS, configFile: null });
  deepStrictEqual(read, ["/opt/an-example", "/opt/an-example/data", "/mnt/A"]);
  deepStrictEqual(net, [SOLVER, "0.0.0.0:8411", "nas.lan:80", "nas.lan:443", "[fd00::1]:8080"]);
});

Deno.test(
  "computePermissions() lets main ask for room on the disk only if it is to fill it",
  { permissions },
  () => {
    const { sys } = computePermissions(configOf("ready_cache: { enabled: true }"), FACTS);
    deepStrictEqual(sys, ["networkInterfaces", "setPriority", "statfs"]);
  },
);

Deno.test("dataFolder() refuses folders that hold the program", { permissions }, async (t) => {
  const CASES = [
    { path: "data/tv.db", folder: "/opt/an-example/data" },
    { path: "/var/lib/tv/tv.db", folder: "/var/lib/tv" },
    { path: "/opt/an-example2/tv.db", folder: "/opt/an-example2" },
    { path: "/opt/an-example/tv.db", folder: null },
    { path: "/opt/an-example.db", folder: null },
    { path: "src/tv.db", folder: null },
    { path: "static/x/tv.db", folder: null },
    { path: ".git/tv.db", folder: null },
  ];
  for (const { path, folder } of CASES) {
    await t.step(path, () => {
      const config = configOf(`database: { path: ${path} }`);
      if (folder !== null) strictEqual(dataFolder(config, "/opt/an-example"), folder);
      else {throws(() =>
          dataFolder(config, "/opt/an-example"), (thrown) =>
          thrown instanceof Fault && thrown.code === "bad_config");}
    });
  }
});

Deno.test("permissionFlags() says it in flags, unless there is a comma", { permissions }, () => {
  const granted = computePermissions(
    configOf(`libraries: { local: { paths: [/media/A] } }\n${SILENT}`),
    FACTS,
  );
  deepStrictEqual(permissionFlags(granted), [
    "--deny-import",
    "--ignore-env",
    "--allow-read=/opt/an-example,/opt/an-example/config.yaml,/opt/an-example/data,/media/A",
    "--allow-write=/opt/an-example/data",
    `--allow-net=${SOLVER},0.0.0.0:8411`,
    "--allow-run=/usr/bin/ffmpeg,/usr/bin/ffprobe",
    "--allow-env=HOME,PATH,TZ,NO_COLOR,EXSTREAMTV_*,TV_TOKEN",
    "--allow-sys=networkInterfaces,setPriority",
    "--deny-write=/opt/an-example/data/config.yaml,/opt/an-example/config.yaml",
  ]);
  strictEqual(permissionFlags({ ...granted, read: ["/media/A, B"] }), null);
});

Deno.test("permissionFlags() drops a kind of which nothing is granted, since a bare flag grants all", () => {
  const nothing = { read: [], write: [], denyWrite: [], net: [], run: [], env: [], sys: [] };
  deepStrictEqual(permissionFlags(nothing), ["--deny-import", "--ignore-env"]);
});

Deno.test("permissionSet() says the same as a file", { permissions }, () => {
  const granted = computePermissions(
    configOf(`libraries: { local: { paths: ['/media/A, B'] } }\n${SILENT}`),
    FACTS,
  );
  const manifest = { imports: { yaml: "npm:yaml@2" }, tasks: { start: "deno run --allow-all" } };
  deepStrictEqual(permissionSet(granted, manifest), {
    imports: { yaml: "npm:yaml@2" },
    compilerOptions: {},
    unstable: [],
    permissions: {
      main: {
        read: ["/opt/an-example", "/opt/an-example/config.yaml", "/opt/an-example/data", "/media/A, B"],
        write: {
          allow: ["/opt/an-example/data"],
          deny: ["/opt/an-example/data/config.yaml", "/opt/an-example/config.yaml"],
        },
        net: [SOLVER, "0.0.0.0:8411"],
        run: ["/usr/bin/ffmpeg", "/usr/bin/ffprobe"],
        env: { allow: ["HOME", "PATH", "TZ", "NO_COLOR", "EXSTREAMTV_*", "TV_TOKEN"], ignore: true },
        sys: ["networkInterfaces", "setPriority"],
        import: false,
      },
    },
  });
});

Deno.test(
  "workerPermissions() leaves out exceptions, and lets YAML's parser ask in vain",
  { permissions },
  () => {
    const granted = computePermissions(configOf(SILENT), { ...FACTS, home: "/usr/bin", program: "/inside" });
    deepStrictEqual(workerPermissions(granted), {
      read: ["/inside", "/opt/an-example/config.yaml", "/usr/bin/data"],
      write: ["/usr/bin/data"],
      net: ["unix:/usr/bin/data/prover.sock", "0.0.0.0:8411"],
      run: ["/usr/bin/ffmpeg", "/usr/bin/ffprobe"],
      env: ["HOME", "PATH", "TZ", "NO_COLOR", "EXSTREAMTV_*", "TV_TOKEN", "LOG_TOKENS", "LOG_STREAM"],
      sys: ["networkInterfaces", "setPriority"],
      ffi: false,
      import: false,
    });
  },
);

Deno.test(
  "computePermissions() lets main read what is included, and write none of it",
  { permissions },
  () => {
    const configFile = "/opt/an-example/data/config.yaml";
    const permitted = (includes: readonly string[]) =>
      computePermissions(configOf(""), { ...FACTS, configFile, includes });
    const { read, denyWrite } = permitted([
      "/opt/an-example/data/films.yaml",
      "/opt/an-example/data/schedules",
    ]);
    deepStrictEqual(read.slice(1, 4), [
      configFile,
      "/opt/an-example/data/films.yaml",
      "/opt/an-example/data/schedules",
    ]);
    deepStrictEqual(denyWrite, [
      configFile,
      "/opt/an-example/data/films.yaml",
      "/opt/an-example/data/schedules",
    ]);
    // The folder around the data folder, of which main may write that one only.
    deepStrictEqual(permitted(["/opt/an-example"]).denyWrite, [configFile]);
    throws(() => permitted(["/opt/an-example/data"]), {
      message:
        "Cannot include files of /opt/an-example/data by a pattern: the program itself writes there; " +
        "name each, or use a folder",
    });
  },
);

Deno.test("refuseWritableConfig() minds files in the data folder only", { permissions }, () => {
  const data = "/opt/an-example/data";
  const refuse = (configFile: string | null, ...includes: string[]) =>
    refuseWritableConfig({ configFile, includes }, data);
  for (const file of [null, "/opt/an-example/config.yaml", "/opt/an-example/database.yaml"]) refuse(file);
  refuse("/opt/an-example/config.yaml", "/opt/an-example/schedules");
  const isFault = (thrown: unknown) => thrown instanceof Fault && thrown.code === "bad_config";
  throws(() => refuse("/opt/an-example/data/config.yaml"), isFault);
  throws(() => refuse("/opt/an-example/config.yaml", "/opt/an-example/data/films.yaml"), isFault);
});

Deno.test("visibleEnvironment() keeps what is named, and what begins as named", { permissions }, () => {
  const environment = { PATH: "/bin", EXSTREAMTV_RUN: "x", EXSTREAMTV: "y", SECRET: "z", PATHS: "w" };
  deepStrictEqual(visibleEnvironment({ env: ["PATH", "EXSTREAMTV_*"] }, environment), {
    PATH: "/bin",
    EXSTREAMTV_RUN: "x",
  });
});
