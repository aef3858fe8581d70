import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { MediaTitle } from "../../src/media.ts";
import type { Finding, Sought } from "../../src/metadata/fact_finder.ts";
import { NO_IDS } from "../../src/metadata/ids.ts";
import { Tvdb } from "../../src/metadata/tvdb.ts";
import { drive } from "../fakes/drive.ts";
import { type FactWorld, factWorld } from "../fakes/fact_world.ts";
import { FakeTvdb, HARBOUR, TVDB_BASE, TVDB_KEY } from "../fakes/fake_tvdb.ts";

const EPISODE: MediaTitle = {
  kind: "episode",
  title: "x",
  show: "Harbour",
  season: 1,
  episode: 1,
  year: null,
};
const MOVIE: MediaTitle = {
  kind: "movie",
  title: "Lantern",
  show: null,
  season: null,
  episode: null,
  year: 1999,
};

function finderIn(
  world: FactWorld,
  more: Partial<{ apiKey: string; pin: string; languages: readonly string[] }> = {},
) {
  const tvdb = new Tvdb(world, {
    baseUrl: TVDB_BASE,
    apiKey: TVDB_KEY,
    pin: null,
    languages: ["eng"],
    ...more,
  });
  return (title: MediaTitle, sought: Partial<Sought> = {}): Promise<Finding> => {
    const { signal } = new AbortController();
    return drive(world.clock, tvdb.find({ title, ids: NO_IDS, firstAired: null, ...sought }, signal));
  };
}

function valueOf(finding: Finding) {
  if (finding.kind !== "ok") throw new Error(`Cannot read the finding: it is ${finding.kind}`);
  return finding.value;
}

Deno.test("Tvdb.find() tells of an episode and its show", async () => {
  const world = factWorld();
  deepStrictEqual(valueOf(await finderIn(world)(EPISODE)), {
    genres: ["Drama", "Crime"],
    cast: [{ name: "Pat Pea", role: "Pilot" }],
    contentRating: "TV-MA",
    ids: { tvdb: 81_189, imdb: "tt0903747", tmdb: 1_396 },
    show: "Harbour",
    showPlot: "A harbour and its people.",
    title: "Low Tide",
    season: 1,
    episode: 1,
    plot: "The water goes.",
    firstAired: "2008-01-20",
    year: 2008,
    artwork: [
      { kind: "poster", url: "https://artworks.thetvdb.com/s/81189/high.jpg" },
      { kind: "fanart", url: "https://artworks.thetvdb.com/s/81189/fan.jpg" },
      { kind: "thumbnail", url: "https://artworks.thetvdb.com/e/81189/0.jpg" },
    ],
  });
  deepStrictEqual(world.web.paths(), [
    "/v4/login",
    "/v4/search?query=Harbour&type=series&limit=20",
    "/v4/series/81189/extended?meta=translations",
    "/v4/series/81189/episodes/default/eng?page=0",
  ]);
});

Deno.test("Tvdb.find() tells of a film", async () => {
  const facts = valueOf(await finderIn(factWorld())(MOVIE));
  deepStrictEqual(
    [
      facts.kind,
      facts.title,
      facts.plot,
      facts.year,
      facts.firstAired,
      facts.directors,
      facts.cast?.map(({ name }) => name),
    ],
    ["movie", "Lantern", "A light in a window.", 1999, "1999-03-31", ["Dana Dee"], ["Vic Vee", "Kim Kay"]],
  );
});

Deno.test("Tvdb.find() goes by keys first", async (t) => {
  const other = { ...EPISODE, show: "Nobody knows it" };
  await t.step("its own", async () => {
    const world = factWorld();
    strictEqual(
      valueOf(await finderIn(world)(other, { ids: { ...NO_IDS, tvdb: 81_189 } })).title,
      "Low Tide",
    );
    ok(!world.web.paths().some((path) => path.includes("search")));
  });
  await t.step("IMDb's", async () => {
    const finding = await finderIn(factWorld())(other, { ids: { ...NO_IDS, imdb: "tt0903747" } });
    strictEqual(valueOf(finding).title, "Low Tide");
  });
  await t.step("IMDb's, of a film that its name does not show to be one", async () => {
    const unnamed = { ...MOVIE, kind: "other", title: "vts_01", year: null } as const;
    strictEqual(
      valueOf(await finderIn(factWorld())(unnamed, { ids: { ...NO_IDS, imdb: "tt0133093" } })).title,
      "Lantern",
    );
    deepStrictEqual(await finderIn(factWorld())(unnamed), { kind: "none" });
  });
  await t.step("an unknown one leads to the title", async () => {
    const finding = await finderIn(factWorld())(EPISODE, { ids: { ...NO_IDS, imdb: "tt9999999" } });
    strictEqual(valueOf(finding).title, "Low Tide");
  });
});

Deno.test("Tvdb.find() finds nothing rather than something else", async () => {
  const world = factWorld();
  const find = finderIn(world);
  deepStrictEqual(await find({ ...EPISODE, show: "Lighthouse" }), { kind: "none" });
  deepStrictEqual(await find({ ...MOVIE, year: 1960 }), { kind: "none" });
  deepStrictEqual(await find(EPISODE, { ids: { ...NO_IDS, tvdb: 7 } }), { kind: "none" });
  const unknown = valueOf(await find({ ...EPISODE, episode: 99 }));
  deepStrictEqual(
    [unknown.show, unknown.title, unknown.plot],
    ["Harbour", undefined, undefined],
    "the show is known",
  );
  const pages = world.web.paths().filter((path) => path.includes("page="));
  strictEqual(pages.length, 1, "the last page is the last");
});

Deno.test("Tvdb.find() reads every page, and finds episodes by their date", async () => {
  const episodes = Array.from({ length: 1_203 }, (_, at) => ({
    ...{
      seasonNumber: 1,
      number: at + 1,
      aired: new Date(Date.UTC(2020, 0, 1 + at)).toISOString().slice(0, 10),
    },
    name: { eng: `Day ${at + 1}` },
    overview: { eng: "Something happens." },
  }));
  const world = factWorld(new FakeTvdb([{ ...HARBOUR, episodes }]));
  const find = finderIn(world);
  strictEqual(valueOf(await find({ ...EPISODE, episode: 1_203 })).title, "Day 1203");
  deepStrictEqual(world.web.paths().filter((path) => path.includes("page=")).map((path) => path.slice(-1)), [
    "0",
    "1",
    "2",
  ]);
  const dated = { ...EPISODE, season: null, episode: null };
  const facts = valueOf(await find(dated, { firstAired: "2020-01-31" }));
  deepStrictEqual([facts.title, facts.season, facts.episode], ["Day 31", 1, 31]);
  strictEqual(valueOf(await find(dated)).title, undefined);
});

Deno.test("Tvdb.find() prefers languages in their order, and says nothing in others", async (t) => {
  const CASES = [
    [["deu"], "Ebbe", "Das Wasser geht.", "Harbour (deutsch)", "16"],
    [["de", "en"], "Ebbe", "Das Wasser geht.", "Harbour (deutsch)", "16"],
    [["fra"], undefined, undefined, "Harbour", "TV-MA"],
    [["fra", "eng"], "Low Tide", "The water goes.", "Harbour", "TV-MA"],
  ] as const;
  for (const [languages, title, plot, show, contentRating] of CASES) {
    await t.step(languages.join(), async () => {
      const facts = valueOf(await finderIn(factWorld(), { languages })(EPISODE));
      deepStrictEqual([facts.title, facts.plot, facts.show, facts.contentRating], [
        title,
        plot,
        show,
        contentRating,
      ]);
    });
  }
  await t.step("what one lacks the next lends", async () => {
    const facts = valueOf(
      await finderIn(factWorld(), { languages: ["deu", "eng"] })({ ...EPISODE, episode: 2 }),
    );
    deepStrictEqual([facts.title, facts.plot], ["High Tide", "The water comes."]);
  });
});

Deno.test("Tvdb logs in once, anew before a month is over, and at once when its token is not accepted", async () => {
  const world = factWorld();
  const find = finderIn(world);
  await find(EPISODE);
  await find({ ...EPISODE, show: "Lighthouse" });
  strictEqual(world.tvdb.logins, 1);
  world.tvdb.tokens.clear();
  strictEqual((await find(MOVIE)).kind, "ok");
  strictEqual(world.tvdb.logins, 2);
  world.clock.jumpWall(26 * 24 * 3_600_000);
  await find(MOVIE);
  strictEqual(world.tvdb.logins, 3);
});

Deno.test("Tvdb leaves TheTVDB alone when its key is wrong, and tells no key", async () => {
  const world = factWorld();
  const find = finderIn(world, { apiKey: "wrong-key-12345" });
  const first = await find(EPISODE);
  const second = await find(MOVIE);
  deepStrictEqual(first, { kind: "unavailable", reason: "the key is not accepted" });
  strictEqual(second.kind, "unavailable");
  deepStrictEqual(world.web.paths(), ["/v4/login"]);
  deepStrictEqual(world.quiets, [["tvdb.test", "the key is not accepted"]]);
  ok(!JSON.stringify([first, second, world.quiets]).includes("wrong-key"));
});

Deno.test("Tvdb leaves TheTVDB alone when it takes none of the tokens it gives", async () => {
  const world = factWorld();
  world.web.serve("tvdb.test", (request) => {
    const isLogin = new URL(request.url).pathname === "/v4/login";
    return isLogin ? world.tvdb.answer(request) : new Response("{}", { status: 401 });
  });
  const find = finderIn(world);
  strictEqual((await find(EPISODE)).kind, "unavailable");
  strictEqual((await find(MOVIE)).kind, "unavailable");
  strictEqual(world.web.seen.length, 4, "two logins, two questions");
  deepStrictEqual(world.quiets, [["tvdb.test", "the key is not accepted"]]);
});

Deno.test("Tvdb sends the PIN of a subscriber", async () => {
  const world = factWorld(new FakeTvdb([HARBOUR], [], "PIN1234"));
  strictEqual((await finderIn(world, { pin: "PIN1234" })(EPISODE)).kind, "ok");
  strictEqual(
    (await finderIn(factWorld(new FakeTvdb([HARBOUR], [], "PIN1234")))(EPISODE)).kind,
    "unavailable",
  );
});

Deno.test("Tvdb bears whatever an API may do", async (t) => {
  const GARBAGE = [
    "<html>busy</html>",
    "",
    "null",
    "[]",
    '{"data":{}}',
    '{"data":{"token":""}}',
    '{"data":[{"tvdb_id":7}]}',
  ];
  for (const body of GARBAGE) {
    await t.step(`garbage: ${body}`, async () => {
      for (const before of [0, 1, 2, 3]) {
        const world = factWorld();
        const find = finderIn(world);
        const whole = Array.from({ length: before }, () => null);
        const answer = world.tvdb.answer;
        world.web.serve(
          "tvdb.test",
          (request) => whole.pop() === null ? answer(request) : new Response(body),
        );
        const finding = await find(EPISODE);
        ok(
          finding.kind === "unavailable" || (body.startsWith('{"data"') && finding.kind === "none"),
          `${before} ${JSON.stringify(finding)}`,
        );
        world.web.serve("tvdb.test", answer);
        if (finding.kind === "unavailable") {
          strictEqual((await find(EPISODE)).kind, "ok", "none of it is kept");
        }
      }
    });
  }
  await t.step("429 amid a look-up", async () => {
    const world = factWorld();
    world.web.trouble({ status: 429, headers: { "retry-after": "2" } });
    strictEqual((await finderIn(world)(EPISODE)).kind, "ok");
  });
  await t.step("time-outs, then an answer", async () => {
    const world = factWorld();
    world.web.trouble("silent", "endless_body");
    strictEqual((await finderIn(world)(EPISODE)).kind, "ok");
  });
});
