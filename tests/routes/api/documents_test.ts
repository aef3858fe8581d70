import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { parse } from "yaml";
import { LIMITS } from "../../../src/limits.ts";
import { fakeDesk, fakeRoster, NO_DOCUMENTS } from "../../fakes/fake_documents.ts";
import {
  type AskOptions,
  fakeProgramme,
  fakeRoutes,
  NOON_MS,
  problemCode,
} from "../../fakes/fake_route_parts.ts";
import { FakeClock } from "../../fakes/fake_clock.ts";

const ADMIN = { authorization: "Bearer admin-secret" };
const LOOP = { kind: "loop", collection: { folder: "/media/films" } };
const FILE = {
  ...NO_DOCUMENTS,
  channels: [{ number: "5", name: "Bars", schedule: "evening" }],
  schedules: { evening: LOOP },
};

/** The routes on a real roster, and a short way to ask. */
function world() {
  const clock = new FakeClock(NOON_MS);
  const held = fakeRoster(clock, { documents: FILE });
  const settled = { count: 0 };
  const desk = fakeDesk(clock, held, {
    settled: () => Promise.resolve(void settled.count++),
    authority: {
      getTimeline: (channelId, fromMs) => [fakeProgramme(channelId, fromMs, { title: "Old" })],
      preview: ({ id }, untilMs) =>
        Promise.resolve({
          cutMs: NOON_MS,
          programmes: [fakeProgramme(id, NOON_MS, { title: "New", itemId: 7, stopMs: untilMs })],
          remarks: [{ atMs: NOON_MS, code: "cut", detail: "New is cut" }],
        }),
    },
  });
  const routes = fakeRoutes({ documents: desk, channels: () => held.roster.enabled() });
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const options: AskOptions = {
      ...{ method, headers: { ...ADMIN, ...type, ...headers } },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    };
    return routes.ask(`/api/v1${path}`, options);
  };
  return { ...held, ...routes, ask, settled };
}

const FILMS = { number: "7.10", name: "Films", schedule: LOOP };

Deno.test("POST /api/v1/channels makes a channel that is on at once", async () => {
  const { ask, settled } = world();
  const response = await ask("POST", "/channels", FILMS);
  strictEqual(response.status, 201);
  const made = await response.json();
  match(made.name, /^films-[0-9a-f]{4}$/);
  deepStrictEqual(made.document, { id: made.name, ...FILMS });
  deepStrictEqual([made.managed_by, made.version, made.used_by, made.fault], ["api", 1, [], null]);
  deepStrictEqual([response.headers.get("etag"), response.headers.get("location")], [
    '"1"',
    `/api/v1/channels/${made.name}`,
  ]);
  strictEqual(settled.count, 1, "it answers when the timeline is built");
  const { items } = await (await ask("GET", "/channels")).json();
  deepStrictEqual(items.map(({ number }: { number: string }) => number), ["5", "7.10"]);
});

Deno.test("GET /api/v1/channel-documents lists the channels that are switched off, too", async () => {
  const { ask } = world();
  await ask("POST", "/channels", { ...FILMS, id: "films", enabled: false });
  const { items } = await (await ask("GET", "/channel-documents")).json();
  const listed = items.map((
    item: Record<string, unknown>,
  ) => [item["name"], item["managed_by"], item["version"]]);
  deepStrictEqual(listed, [["5", "config", null], ["films", "api", 1]]);
  const onAir = await (await ask("GET", "/channels")).json();
  deepStrictEqual(onAir.items.map(({ id }: { id: string }) => id), ["5"]);
});

Deno.test("a channel keeps the id it is given, and nobody else gets it", async () => {
  const { ask } = world();
  strictEqual((await (await ask("POST", "/channels", { id: "films", ...FILMS })).json()).name, "films");
  const again = await ask("POST", "/channels", { id: "films", ...FILMS, number: "8" });
  strictEqual(again.status, 422);
  deepStrictEqual((await again.json()).faults.map(({ path }: { path: string }) => path), ["id"]);
  const moved = await ask("PUT", "/channels/films", { ...FILMS, id: "other" }, { "if-match": '"1"' });
  strictEqual(moved.status, 422);
});

Deno.test("GET /api/v1/channels/{id}/document tells where it is written", async (t) => {
  const { ask } = world();
  await t.step("in the file, with the file's own words", async () => {
    const response = await ask("GET", "/channels/5/document");
    strictEqual(response.headers.get("etag"), null);
    deepStrictEqual(await response.json(), {
      ...{
        name: "5",
        document: FILE.channels[0],
        managed_by: "config",
        version: null,
        used_by: [],
        fault: null,
      },
    });
  });
  await t.step("nowhere", async () => {
    strictEqual(await problemCode(await ask("GET", "/channels/none/document")), "unknown_channel");
  });
});

Deno.test("every fault of a document is told with its path, and nothing is saved", async () => {
  const { ask, store } = world();
  const response = await ask("POST", "/channels", {
    ...FILMS,
    name: "",
    colour: 1,
    schedule: { kind: "lop" },
  });
  strictEqual(response.status, 422);
  const problem = await response.json();
  strictEqual(problem.code, "invalid_document");
  deepStrictEqual(problem.faults.map(({ path }: { path: string }) => path).toSorted(), [
    "colour",
    "name",
    "schedule.kind",
  ]);
  ok(problem.faults.every(({ detail }: { detail: string }) => /^found .*, expected /.test(detail)));
  strictEqual(await problemCode(await ask("POST", "/channels", "null")), "invalid_document");
  strictEqual(store.versions.length, 0);
});

Deno.test("whoever changes a document says which version", async (t) => {
  const cases: readonly [
    name: string,
    headers: Record<string, string>,
    status: number,
    code: string | null,
  ][] = [
    ["none", {}, 428, "version_required"],
    ["an old one", { "if-match": '"1"' }, 412, "version_conflict"],
    ["a weak one", { "if-match": 'W/"2"' }, 412, "version_conflict"],
    ["nonsense", { "if-match": "2" }, 412, "version_conflict"],
    ["that there is none", { "if-none-match": "*" }, 412, "version_conflict"],
    ["another tag that is not there", { "if-none-match": '"2"' }, 400, "bad_request"],
    ["the present one", { "if-match": '"2"' }, 200, null],
    ["whichever there is", { "if-match": "*" }, 200, null],
  ];
  for (const [name, headers, status, code] of cases) {
    for (const method of ["PUT", "DELETE"]) {
      await t.step(`${method}: ${name}`, async () => {
        const { ask } = world();
        await ask("PUT", "/collections/mine", { search: "a" });
        await ask("PUT", "/collections/mine", { search: "b" }, { "if-match": '"1"' });
        const body = method === "PUT" ? { search: "c" } : undefined;
        const response = await ask(method, "/collections/mine", body, headers);
        strictEqual(response.status, status === 200 && method === "DELETE" ? 204 : status);
        if (code !== null) strictEqual(await problemCode(response), code);
        if (status === 200 && method === "PUT") strictEqual(response.headers.get("etag"), '"3"');
      });
    }
  }
  await t.step("a version of what is not there", async () => {
    const response = await world().ask("PUT", "/collections/none", { search: "a" }, { "if-match": '"1"' });
    strictEqual(response.status, 412);
  });
});

Deno.test("what the file says cannot be changed here", async () => {
  const { ask } = world();
  for (const path of ["/channels/5", "/schedules/evening"]) {
    for (const method of ["PUT", "DELETE"]) {
      const response = await ask(method, path, method === "PUT" ? LOOP : undefined, { "if-match": "*" });
      deepStrictEqual([response.status, await problemCode(response)], [409, "managed_by_config"]);
    }
  }
});

Deno.test("collections, fillers and schedules have names, versions and users", async (t) => {
  const { ask } = world();
  await ask("PUT", "/collections/films", { folder: "/media/films" });
  await ask("PUT", "/fillers/ads", { collection: "films", count: 2 });
  await ask("POST", "/channels", {
    ...FILMS,
    id: "films",
    fillers: { post_roll: "ads" },
    schedule: "evening",
  });

  await t.step("in lists", async () => {
    const { items } = await (await ask("GET", "/collections")).json();
    deepStrictEqual(items, [{
      ...{ name: "films", document: { folder: "/media/films" }, managed_by: "api", version: 1 },
      ...{ used_by: ["fillers.ads"], fault: null },
    }]);
    const schedules = await (await ask("GET", "/schedules")).json();
    deepStrictEqual(schedules.items[0].used_by, ["channels.5", "channels.films"]);
  });
  await t.step("and stay while they are used", async () => {
    const response = await ask("DELETE", "/fillers/ads", undefined, { "if-match": "*" });
    strictEqual(response.status, 409);
    const { code, detail } = await response.json();
    strictEqual(code, "document_in_use");
    match(detail, /channels\.films would be left without it/);
  });
  await t.step("go when they are not", async () => {
    await ask("PUT", "/channels/films", { ...FILMS, schedule: "evening" }, { "if-match": "*" });
    strictEqual((await ask("DELETE", "/fillers/ads", undefined, { "if-match": "*" })).status, 204);
    strictEqual(await problemCode(await ask("GET", "/fillers/ads")), "unknown_document");
  });
});

Deno.test("history tells every change with its note, and any version can be had again", async () => {
  const { ask } = world();
  await ask("PUT", "/schedules/late?note=first", LOOP);
  await ask("PUT", "/schedules/late?note=better", { ...LOOP, order: "shuffle" }, { "if-match": '"1"' });
  const reverted = await ask("POST", "/schedules/late/history/1/revert");
  deepStrictEqual([reverted.status, (await reverted.json()).document], [200, LOOP]);
  const { items } = await (await ask("GET", "/schedules/late/history")).json();
  deepStrictEqual(items.map((one: { version: number; note: string }) => [one.version, one.note]), [
    [3, "revert to version 1"],
    [2, "better"],
    [1, "first"],
  ]);
  strictEqual(items[0].at, new Date(NOON_MS).toISOString());
  strictEqual((await ask("POST", "/schedules/late/history/9/revert")).status, 404);
  strictEqual(
    (await ask("POST", "/schedules/late/history/1/revert", undefined, { "if-match": '"2"' })).status,
    412,
  );
  strictEqual((await ask("GET", "/schedules/none/history")).status, 404);
});

Deno.test("POST /api/v1/schedules/preview tells what would air, and saves nothing", async (t) => {
  const { ask, store } = world();
  await t.step("for a channel there is, with what would change", async () => {
    const response = await ask("POST", "/schedules/preview", { channel_id: "5", document: LOOP, hours: 2 });
    strictEqual(response.status, 200);
    const preview = await response.json();
    strictEqual(preview.cut_at, new Date(NOON_MS).toISOString());
    deepStrictEqual(preview.programmes.map(({ title }: { title: string }) => title), ["New"]);
    deepStrictEqual(preview.remarks[0].code, "cut");
    const [first, second] = preview.changes;
    deepStrictEqual([first.was.title, first.will.title, second.was, second.will.title], [
      "Old",
      "New",
      null,
      "New",
    ]);
    strictEqual(second.stop, new Date(NOON_MS + 2 * 3_600_000).toISOString());
  });
  await t.step("for a new one, as a channel or no more than a schedule", async () => {
    for (const document of [{ ...FILMS, id: "new" }, FILMS, LOOP, "evening"]) {
      const response = await ask("POST", "/schedules/preview", { document });
      strictEqual(response.status, 200);
      deepStrictEqual((await response.json()).changes, []);
    }
  });
  await t.step("or why it cannot be", async () => {
    const response = await ask("POST", "/schedules/preview", { channel_id: "5", document: { kind: "loop" } });
    strictEqual(await problemCode(response), "invalid_document");
    const unknown = await ask("POST", "/schedules/preview", { channel_id: "none", document: LOOP });
    strictEqual(await problemCode(unknown), "unknown_channel");
    for (const hours of [0, 169, 1.5]) {
      strictEqual((await ask("POST", "/schedules/preview", { document: LOOP, hours })).status, 400);
    }
  });
  strictEqual(store.versions.length, 0);
});

Deno.test("export and import carry everything from one program to another", async (t) => {
  const one = world();
  await one.ask("PUT", "/collections/films", { folder: "/media/films" });
  await one.ask("POST", "/channels", {
    ...FILMS,
    id: "films",
    schedule: { kind: "loop", collection: "films" },
  });
  const response = await one.ask("GET", "/export");
  match(response.headers.get("content-type") ?? "", /^application\/yaml/);
  const text = await response.text();
  const YAML = { "content-type": "application/yaml" };

  await t.step("what the API wrote, or the file's too", async () => {
    deepStrictEqual(Object.keys(parse(text)), ["channels", "collections"]);
    const all = parse(await (await one.ask("GET", "/export?scope=all")).text());
    deepStrictEqual(all.channels.map(({ number }: { number: string }) => String(number)), ["5", "7.10"]);
    deepStrictEqual(Object.keys(all.schedules), ["evening"]);
  });
  await t.step("a dry run only tells", async () => {
    const other = world();
    const told = await (await other.ask("POST", "/import?dry_run=true", text, YAML)).json();
    deepStrictEqual(told.items.map((it: { name: string; change: string }) => [it.name, it.change]), [
      ["films", "created"],
      ["films", "created"],
    ]);
    deepStrictEqual([told.dry_run, other.store.versions.length], [true, 0]);
  });
  await t.step("all of it, once", async () => {
    const other = world();
    strictEqual((await other.ask("POST", "/import", text, YAML)).status, 200);
    strictEqual(await (await other.ask("GET", "/export")).text(), text);
    const again = await (await other.ask("POST", "/import", text, YAML)).json();
    deepStrictEqual(again.items.map(({ change }: { change: string }) => change), ["unchanged", "unchanged"]);
  });
  await t.step("or nothing", async () => {
    const other = world();
    const broken = `${text}fillers: { ads: { collection: flims, count: 1 } }\n`;
    const refused = await other.ask("POST", "/import", broken, YAML);
    deepStrictEqual([refused.status, other.store.versions.length], [422, 0]);
    deepStrictEqual((await refused.json()).faults.map(({ path }: { path: string }) => path), [
      "fillers.ads.collection",
    ]);
    const nonsense = await other.ask("POST", "/import", "channels: [", YAML);
    match((await nonsense.json()).faults[0].detail, /^line 1, column/);
    const foreign = await other.ask("POST", "/import", "server: { port: 1 }", YAML);
    strictEqual(foreign.status, 422);
  });
  await t.step("over what the file says only where it says the same", async () => {
    const other = world();
    const all = await (await one.ask("GET", "/export?scope=all")).text();
    strictEqual((await other.ask("POST", "/import", all, YAML)).status, 200);
    const changed = await other.ask(
      "POST",
      "/import",
      "schedules: { evening: { kind: marathon, collection: {search: a} } }",
      YAML,
    );
    strictEqual(await problemCode(changed), "managed_by_config");
  });
  await t.step("channels without an id are known by their numbers", async () => {
    const other = world();
    const file = `channels: [{ number: 7.10, name: Films, schedule: evening }]`;
    const first = await (await other.ask("POST", "/import", file, YAML)).json();
    match(first.items[0].name, /^films-[0-9a-f]{4}$/);
    const again = await (await other.ask("POST", "/import", file.replace("Films", "Movies"), YAML)).json();
    deepStrictEqual([again.items[0].name, again.items[0].change], [first.items[0].name, "edited"]);
  });
  await t.step("as JSON, too; and nothing else", async () => {
    const other = world();
    const json = { "content-type": "application/json" };
    strictEqual(
      (await other.ask("POST", "/import", '{"collections": {"a": {"search": "b"}}}', json)).status,
      200,
    );
    strictEqual((await other.ask("POST", "/import", text, { "content-type": "image/png" })).status, 415);
  });
});

Deno.test("documents may be long, other bodies may not", async () => {
  const { ask } = world();
  const playlist = Array.from({ length: 4_000 }, (_, at) => `/media/films/${"x".repeat(20)}${at}.mkv`);
  strictEqual((await ask("PUT", "/collections/long", { playlist })).status, 200);
  const tooLong = await ask("PUT", "/collections/longer", {
    search: "x".repeat(LIMITS.documentBodyBytesMax),
  });
  strictEqual(tooLong.status, 413);
  const restart = await ask("POST", "/channels/5/restart", { reason: "x".repeat(LIMITS.apiBodyBytesMax) });
  strictEqual(restart.status, 413);
  strictEqual((await ask("PUT", "/collections/none", "{")).status, 400);
  strictEqual((await ask("PUT", "/collections/none", "null")).status, 422);
});

Deno.test("remarks and rebuilds are there for every channel", async () => {
  const { ask, rebuilt } = world();
  const { items } = await (await ask("GET", "/channels/5/remarks")).json();
  deepStrictEqual(items, [{ at: new Date(NOON_MS).toISOString(), code: "cut", detail: "Pilot is cut" }]);
  strictEqual((await ask("POST", "/channels/5/rebuild")).status, 200);
  strictEqual((await ask("POST", "/channels/5/rebuild", { reason: "new episodes" })).status, 200);
  deepStrictEqual(rebuilt.map(({ channelId, fromMs, reason }) => [channelId, fromMs, reason]), [
    ["5", NOON_MS, "operator"],
    ["5", NOON_MS, "new episodes"],
  ]);
  strictEqual((await ask("POST", "/channels/none/rebuild")).status, 404);
});

Deno.test("nobody but an administrator changes or previews anything", async () => {
  const { ask, store } = world();
  const requests: readonly [method: string, path: string, body?: unknown][] = [
    ["POST", "/channels", FILMS],
    ["PUT", "/channels/5", FILMS],
    ["DELETE", "/channels/5"],
    ["POST", "/channels/5/rebuild", {}],
    ["POST", "/channels/5/history/1/revert"],
    ["PUT", "/collections/a", { search: "b" }],
    ["DELETE", "/schedules/evening"],
    ["POST", "/schedules/evening/history/1/revert"],
    ["POST", "/schedules/preview", { document: LOOP }],
    ["POST", "/import", "{}"],
    ["POST", "/export", "{}"],
  ];
  for (const [method, path, body] of requests) {
    const response = await ask(method, path, body, { authorization: "Bearer wrong" });
    strictEqual(response.status, 401, `${method} ${path}`);
  }
  strictEqual(store.versions.length, 0);
});
