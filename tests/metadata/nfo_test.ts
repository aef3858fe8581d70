import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { NFO_BYTES_MAX, parseNfo } from "../../src/metadata/nfo.ts";

const parse = (text: string) => parseNfo(new TextEncoder().encode(text));

const SHOW = `\ufeff<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<tvshow>
  <title>Harbour &amp; Sea</title><year>2008</year><plot>People of a harbour.</plot><mpaa>US:TV-MA / DE:16</mpaa>
  <genre>Drama / Crime</genre><genre>Drama</genre><premiered>2008-01-20</premiered>
  <uniqueid type="tvdb" default="true">81189</uniqueid><uniqueid type="imdb">tt0903747</uniqueid>
  <uniqueid type="tmdb">1396</uniqueid>
  <ratings><rating name="a" max="5"><value>4</value></rating>
    <rating name="b" max="100" default="true"><value>88</value></rating></ratings>
  <actor><name>Pat Pea</name><role>Pilot</role></actor><actor><role>Nobody</role></actor><actor><name>Al</name></actor>
</tvshow>
https://thetvdb.com/?tab=series&id=81189
`;
const EPISODES = `<episodedetails><title>Low Tide</title><showtitle>Harbour</showtitle><season>1</season>
<episode>1</episode><aired>2008-01-20</aired><director>Dora Dean</director><rating>8,1</rating>
<uniqueid type="tvdb">349232</uniqueid></episodedetails>
<?xml version="1.0"?><episodedetails><title>High Tide</title><season>1</season><episode>2</episode></episodedetails>`;

Deno.test({
  name: "parseNfo() reads a show, with its keys and the address behind it",
  permissions: "none",
  fn() {
    deepStrictEqual(parse(SHOW), {
      fault: null,
      entries: [{
        kind: "tvshow",
        facts: {
          kind: "episode",
          title: "Harbour & Sea",
          show: "Harbour & Sea",
          year: 2008,
          plot: "People of a harbour.",
          genres: ["Drama", "Crime"],
          cast: [{ name: "Pat Pea", role: "Pilot" }, { name: "Al", role: null }],
          firstAired: "2008-01-20",
          contentRating: "TV-MA",
          rating: 8.8,
          ids: { tvdb: 81_189, tmdb: 1_396, imdb: "tt0903747" },
        },
      }],
    });
  },
});

Deno.test({
  name: "parseNfo() reads several episodes, whose keys are not their show's",
  permissions: "none",
  fn() {
    const { entries } = parse(EPISODES);
    deepStrictEqual(entries.map(({ kind, facts }) => [kind, facts.title, facts.season, facts.episode]), [
      ["episode", "Low Tide", 1, 1],
      ["episode", "High Tide", 1, 2],
    ]);
    const [first] = entries;
    deepStrictEqual([first?.facts.ids, first?.facts.rating, first?.facts.directors], [undefined, 8.1, [
      "Dora Dean",
    ]]);
    strictEqual(first?.facts.year, 2008);
  },
});

Deno.test({
  name: "parseNfo() reads films, old and new, and files of one address",
  permissions: "none",
  async fn(t) {
    const movie = (inner: string) => parse(`<movie>${inner}</movie>`).entries[0]?.facts;
    await t.step("uniqueid", () => {
      deepStrictEqual(movie('<title>A</title><uniqueid type="tmdb">603</uniqueid>'), {
        kind: "movie",
        title: "A",
        ids: { tmdb: 603 },
      });
    });
    await t.step("elements of Emby", () => {
      deepStrictEqual(movie("<tmdbid>603</tmdbid><imdbid>TT0133093</imdbid>")?.ids, {
        tmdb: 603,
        imdb: "tt0133093",
      });
    });
    await t.step(
      "a plain id",
      () => deepStrictEqual(movie("<id>tt0133093</id>")?.ids, { imdb: "tt0133093" }),
    );
    await t.step("a rating in words", () => {
      strictEqual(movie("<mpaa>Rated PG-13 for violence</mpaa>")?.contentRating, "PG-13");
    });
    await t.step("nonsense in numbers", () => {
      deepStrictEqual(movie("<year>soon</year><rating>11</rating><premiered>2008-99-99</premiered>"), {
        kind: "movie",
      });
    });
    await t.step("an address", () => {
      deepStrictEqual(parse("https://www.themoviedb.org/movie/603-lantern\n"), {
        fault: null,
        entries: [{ kind: "addresses", facts: { ids: { tmdb: 603 } } }],
      });
    });
  },
});

Deno.test({
  name: "parseNfo() refuses, and says why",
  permissions: "none",
  async fn(t) {
    const laughs = Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`)
      .join("");
    const CASES: readonly [name: string, text: string, want: RegExp][] = [
      ["nothing", "", /neither XML nor the address/],
      ["prose", "Ripped by me with love", /neither XML nor the address/],
      ["a truncated file", SHOW.slice(0, 300), /unclosed|ends inside|close tag/],
      ["a file cut inside a mark", "<movie><title>A</title></movie><mov", /ends inside an element/],
      ["another document", "<html><body/></html>", /tells of html, expected tvshow/],
      ["entities", "<movie><title>&company;</title></movie>", /undefined entity/],
      [
        "a billion laughs",
        `<!DOCTYPE a [<!ENTITY l0 "ha">${laughs}]><movie><title>&l9;</title></movie>`,
        /doctype/,
      ],
      [
        "an entity that is a file",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><movie>&x;</movie>',
        /doctype/,
      ],
      ["an ampersand", "<movie><title>A & B</title></movie>", /entity|unclosed/],
      ["markup that breaks out of ours", "<movie/></nfo><nfo>", /one root|close tag/],
      ["too deep a tree", `<movie>${"<a>".repeat(50)}${"</a>".repeat(50)}</movie>`, /deep/],
      ["too many elements", `<movie>${"<a/>".repeat(20_001)}</movie>`, /more than 20000 elements/],
    ];
    for (const [name, text, want] of CASES) {
      await t.step(name, () => {
        const { entries, fault } = parse(text);
        deepStrictEqual(entries, []);
        ok(want.test(fault ?? ""), `${fault}`);
      });
    }
    await t.step("10 MB, without looking at them", () => {
      const { fault } = parseNfo(new Uint8Array(10_000_000));
      strictEqual(fault, `it has 10000000 bytes, expected ${NFO_BYTES_MAX} at most`);
    });
  },
});

Deno.test({
  name: "parseNfo() never throws, whatever is done to a file",
  permissions: "none",
  fn() {
    const bytes = new TextEncoder().encode(SHOW + EPISODES);
    const bite = fc.record({
      at: fc.nat(bytes.length - 1),
      length: fc.nat(40),
      by: fc.uint8Array({ maxLength: 20 }),
    });
    const check = (damaged: Uint8Array) => {
      const { entries, fault } = parseNfo(damaged);
      ok((entries.length > 0) === (fault === null));
      for (const { facts } of entries) ok(facts.title !== "" && !JSON.stringify(facts).includes("null,null"));
    };
    fc.assert(
      fc.property(fc.array(bite, { minLength: 1, maxLength: 5 }), (bites) => {
        let damaged: Uint8Array = bytes;
        for (const { at, length, by } of bites) {
          damaged = Uint8Array.from([...damaged.subarray(0, at), ...by, ...damaged.subarray(at + length)]);
        }
        check(damaged);
      }),
      { numRuns: 300 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), check));
    const mark = fc.constantFrom(
      "<movie>",
      "</movie>",
      "<!DOCTYPE a>",
      "<![CDATA[",
      "]]>",
      "&lt;",
      "&x;",
      "<!--",
      "-->",
      "<?xml?>",
      "a",
    );
    fc.assert(
      fc.property(
        fc.array(mark, { maxLength: 30 }),
        (marks) => check(new TextEncoder().encode(marks.join(""))),
      ),
    );
  },
});
