import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { parseConfig } from "../../../src/config/mod.ts";
import { LIMITS } from "../../../src/limits.ts";
import { FakeClock } from "../../fakes/fake_clock.ts";
import { fakeDesk, fakeRoster } from "../../fakes/fake_documents.ts";
import { fakeRoutes, NOON_MS } from "../../fakes/fake_route_parts.ts";

const FILE = `# My television
libraries: { local: { paths: [/media] } }   # the big disk
metadata:
  tmdb: { api_key: 0123456789abcdef0123456789abcdef } # mine

channels:
# the first one
- number: 5
  name: Bars   # a name
  schedule: { kind: loop, collection: { folder: /media/bars } }

collections:
  # what they show
  toons: { show: T }
`;
const SECRET = "0123456789abcdef0123456789abcdef";
const ADMIN = { authorization: "Bearer admin-secret" };

/** The routes, with a channel and a collection that were made through the API. */
function world() {
  const clock = new FakeClock(NOON_MS);
  const held = fakeRoster(clock, { documents: parseConfig(source(FILE)).documents });
  const document = {
    ...{ id: "films", number: "7.10", name: "Films", guide: { hidden: true } },
    schedule: { kind: "loop", collection: "noir" },
  };
  held.roster.edit([
    { kind: "collection", name: "noir", document: { any: ["toons", { search: "noir" }] } },
    { kind: "channel", name: "films", document },
  ], "");
  const routes = fakeRoutes({ documents: fakeDesk(clock, held), channels: () => held.roster.enabled() });
  const send = (body: string, headers: Record<string, string> = {}) =>
    routes.ask("/api/v1/export", {
      ...{ method: "POST", body },
      headers: { ...ADMIN, "content-type": "application/yaml", ...headers },
    });
  return { ...held, ...routes, send };
}

function source(text: string) {
  return { text, name: "config.yaml", environment: {} };
}

Deno.test("POST /api/v1/export puts what was made through the API into the operator's file", async (t) => {
  const { send, roster, logged, store } = world();

  await t.step("whose comments, blank lines and order stay", async () => {
    const response = await send(FILE);
    strictEqual(response.status, 200);
    match(response.headers.get("content-type") ?? "", /^application\/yaml/);
    const text = await response.text();
    const lines = text.split("\n");
    deepStrictEqual(lines.filter((line) => FILE.split("\n").includes(line)), FILE.split("\n"));
    ok(lines.length > FILE.split("\n").length);
  });

  await t.step("which then means the same channels", async () => {
    const { config } = parseConfig(source(await (await send(FILE, { "content-type": "text/yaml" })).text()));
    const told = (channels: readonly { readonly id: string }[]) =>
      channels.map((channel) => ({ ...channel, guideId: null }));
    // The fake roster runs by the defaults, and so does the file.
    deepStrictEqual(told(config.channels), told(roster.channels()));
  });

  await t.step("unless it has some of it already", async () => {
    const exported = await (await send(FILE)).text();
    const response = await send(exported);
    strictEqual(response.status, 422);
    const { code, faults } = await response.json();
    deepStrictEqual([code, faults.map(({ path }: { path: string }) => path)], [
      "invalid_document",
      ["channels.films", "collections.noir"],
    ]);
  });

  await t.step("or is nothing that can be edited", async () => {
    const broken = await send("channels: [");
    deepStrictEqual([broken.status, (await broken.json()).faults[0].path], [422, ""]);
    strictEqual((await send("channels: 5\n")).status, 422);
    strictEqual((await send(FILE, { "content-type": "image/png" })).status, 415);
    strictEqual((await send("#".repeat(LIMITS.documentBodyBytesMax + 1))).status, 413);
  });

  await t.step("for nobody but an administrator", async () => {
    const response = await send(FILE, { authorization: "Bearer wrong" });
    strictEqual(response.status, 401);
    ok(!(await response.text()).includes(SECRET));
  });

  await t.step("and keeps and tells nothing of it elsewhere", async () => {
    strictEqual((await send(`${FILE}server: { port: 1 }\nserver: { port: 2 }\n`)).status, 422);
    strictEqual(store.versions.length, 2);
    deepStrictEqual(logged.filter((line) => line.includes(SECRET)), []);
  });
});
