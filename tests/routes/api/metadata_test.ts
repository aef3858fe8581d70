import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import { Fault } from "../../../src/fault.ts";
import type { MediaDetails, MediaFacts } from "../../../src/media.ts";
import { mergeFacts } from "../../../src/metadata/merge.ts";
import { fakeRoutes, problemCode } from "../../fakes/fake_route_parts.ts";

const NAMED = { kind: "episode", title: "x", show: "Harbour", season: 1, episode: 2, year: null } as const;
const TVDB: MediaFacts = {
  title: "Low Tide",
  plot: "The water goes.",
  cast: [{ name: "Pat", role: null }],
  contentRating: "TV-MA",
  ids: { tvdb: 81_189 },
  artwork: [{ kind: "poster", url: "https://artworks.thetvdb.com/secret/place.jpg" }],
};

function routes() {
  const said: [number, MediaFacts | null][] = [];
  let override: MediaFacts | null = null;
  const detailsOf = (): MediaDetails => mergeFacts(NAMED, { tvdb: TVDB, ...(override && { override }) });
  const known = (itemId: number) => {
    if (itemId !== 7) throw new Fault("not_found", `Cannot find the item: none has the id ${itemId}`);
    return { details: detailsOf(), override };
  };
  const metadata = {
    view: known,
    setOverride(itemId: number, facts: MediaFacts | null) {
      said.push([itemId, facts]);
      override = facts;
      return Promise.resolve(known(itemId));
    },
    artwork: () => Promise.resolve(null),
  };
  const { ask } = fakeRoutes({ metadata });
  const put = (body: unknown, token: string | null = "admin-secret", id: string | number = 7) =>
    ask(`/api/v1/media/${id}/metadata`, {
      method: "PUT",
      body: JSON.stringify(body),
      headers: {
        "content-type": "application/json",
        ...(token !== null && { authorization: `Bearer ${token}` }),
      },
    });
  return { ask, put, said };
}

Deno.test("GET /api/v1/media/{id}/metadata tells what is known and by whom, and no address elsewhere", async () => {
  const { ask } = routes();
  const response = await ask("/api/v1/media/7/metadata");
  strictEqual(response.status, 200);
  const text = await response.text();
  ok(!text.includes("thetvdb.com"));
  const { details, override } = JSON.parse(text);
  deepStrictEqual(
    [override, details.title, details.content_rating, details.tvdb_id, details.artwork],
    [null, "Low Tide", "TV-MA", 81_189, ["poster"]],
  );
  deepStrictEqual(details.sources, {
    ...{ kind: "file_name", season: "file_name", episode: "file_name", show: "file_name", title: "tvdb" },
    ...{ plot: "tvdb", cast: "tvdb", content_rating: "tvdb", poster: "tvdb" },
  });
  strictEqual(await problemCode(await ask("/api/v1/media/8/metadata")), "not_found");
  strictEqual(await problemCode(await ask("/api/v1/media/x/metadata")), "bad_request");
});

Deno.test("PUT and DELETE /api/v1/media/{id}/metadata keep an operator's word and take it back", async () => {
  const { ask, put, said } = routes();
  const body = {
    ...{
      title: " My Tide ",
      season: 0,
      episode: 3,
      plot: "Two\nlines.",
      genres: ["Mine"],
      first_aired: "2008-01-20",
    },
    ...{ content_rating: "PG", tvdb_id: 5, imdb_id: "tt0133093" },
  };
  const answer = await (await put(body)).json();
  deepStrictEqual(answer.override, { ...body, title: "My Tide" });
  deepStrictEqual([answer.details.title, answer.details.sources.title], ["My Tide", "override"]);
  deepStrictEqual(said, [[7, {
    ...{
      title: "My Tide",
      season: 0,
      episode: 3,
      plot: "Two\nlines.",
      genres: ["Mine"],
      firstAired: "2008-01-20",
    },
    ...{ contentRating: "PG", ids: { tvdb: 5, imdb: "tt0133093" } },
  }]]);
  const headers = { authorization: "Bearer admin-secret" };
  const gone = await (await ask("/api/v1/media/7/metadata", { method: "DELETE", headers })).json();
  deepStrictEqual([gone.override, gone.details.title, said.at(-1)], [null, "Low Tide", [7, null]]);
});

Deno.test("PUT and DELETE /api/v1/media/{id}/metadata are an administrator's", async () => {
  const { ask, put, said } = routes();
  strictEqual(await problemCode(await put({ title: "A" }, null)), "unauthorized");
  strictEqual(await problemCode(await put({ title: "A" }, "wrong")), "unauthorized");
  strictEqual(await problemCode(await ask("/api/v1/media/7/metadata", { method: "DELETE" })), "unauthorized");
  deepStrictEqual(said, []);
});

Deno.test("PUT /api/v1/media/{id}/metadata refuses what makes no sense, naming every field", async (t) => {
  const CASES: readonly [name: string, body: unknown, want: RegExp][] = [
    ["nothing", {}, /expected at least one fact/],
    ["an unknown field", { titel: "A" }, /titel/],
    ["an empty title", { title: "  " }, /title: /],
    ["a placeholder", { title: "Item 12" }, /title: expected a title/],
    ["control characters", { show: "a\u0007b" }, /show: expected printable/],
    ["another kind", { kind: "song" }, /kind: /],
    ["no season", { season: -1 }, /season: /],
    ["half an episode", { episode: 1.5 }, /episode: /],
    ["a year long ago", { year: 1066 }, /year: /],
    ["no date", { first_aired: "2008-02-30" }, /first_aired: /],
    ["no key", { imdb_id: "0133093" }, /imdb_id: expected tt/],
    ["two faults", { season: -1, tvdb_id: 0 }, /season: .*tvdb_id: /],
    ["a list", [], /body: /],
  ];
  for (const [name, body, want] of CASES) {
    await t.step(name, async () => {
      const { put, said } = routes();
      const response = await put(body);
      const { code, detail } = await response.json();
      strictEqual(code, "bad_request");
      ok(want.test(detail), detail);
      deepStrictEqual(said, []);
    });
  }
});
