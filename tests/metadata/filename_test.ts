import { deepStrictEqual, ok } from "node:assert/strict";
import fc from "fast-check";
import type { MediaTitle } from "../../src/media.ts";
import { parseFileName } from "../../src/metadata/mod.ts";

type Want = Partial<MediaTitle> & Pick<MediaTitle, "title">;

const episode = (
  show: string,
  season: number | null,
  number: number | null,
  title: string,
  year?: number,
): Want => ({
  kind: "episode",
  show,
  season,
  episode: number,
  title,
  ...(year === undefined ? {} : { year }),
});
const movie = (title: string, year: number): Want => ({ kind: "movie", title, year });
const other = (title: string): Want => ({ kind: "other", title });

const CASES: readonly (readonly [path: string, want: Want])[] = [
  // Numbers as S01E02
  ["/m/Show - S01E02 - Title.mkv", episode("Show", 1, 2, "Title")],
  ["/m/show.s01e02.1080p.WEB-DL.x264-GRP.mkv", episode("show", 1, 2, "Episode 2")],
  ["/m/Show.Name.S01E02.The.Big.One.1080p.WEB-DL.x264-GRP.mkv", episode("Show Name", 1, 2, "The Big One")],
  ["/m/Show Name S1E2.mp4", episode("Show Name", 1, 2, "Episode 2")],
  ["/m/Show Name - s01 e02 - Title.mp4", episode("Show Name", 1, 2, "Title")],
  ["/m/Show_Name_S01E02_Some_Title.avi", episode("Show Name", 1, 2, "Some Title")],
  ["/m/Show Name S2024E113.mkv", episode("Show Name", 2024, 113, "Episode 113")],
  ["/m/Show (2005) - S01E02 - Rose.mkv", episode("Show (2005)", 1, 2, "Rose")],
  ["/m/Show [1080p] - S01E02 - Rose [WEB].mkv", episode("Show", 1, 2, "Rose")],
  ["/m/S.W.A.T.S01E02.Cuchillo.720p.HDTV.mkv", episode("S.W.A.T.", 1, 2, "Cuchillo")],
  [
    "/m/Mr. Robot - S01E02 - eps1.1_ones-and-zer0es.mpeg.mkv",
    episode("Mr. Robot", 1, 2, "eps1.1 ones-and-zer0es.mpeg"),
  ],
  ["/m/9-1-1 - S01E02 - Let Go.mkv", episode("9-1-1", 1, 2, "Let Go")],
  ["/m/24 - S01E02 - 1-00 A.M.mkv", episode("24", 1, 2, "1-00 A.M")],
  ["/m/1923.S01E02.2160p.WEB.H265.mkv", episode("1923", 1, 2, "Episode 2")],
  [
    '/m/The Test Pattern Show - S01E02 - It\'s "Quoted".mp4',
    episode("The Test Pattern Show", 1, 2, 'It\'s "Quoted"'),
  ],
  ["/m/Show - S01E02 - What! Now?.mkv", episode("Show", 1, 2, "What! Now?")],
  ["/m/Show - S01E02 - Part (1).mkv", episode("Show", 1, 2, "Part (1)")],
  ["/m/Charlotte's Web - S01E02 - The Web.mkv", episode("Charlotte's Web", 1, 2, "The Web")],
  // More than one episode in a file
  ["/m/Show - S01E02-E03 - Double.mkv", episode("Show", 1, 2, "Double")],
  ["/m/Show - S01E02E03 - Double.mkv", episode("Show", 1, 2, "Double")],
  ["/m/Show - S01E02-03 - Double.mkv", episode("Show", 1, 2, "Double")],
  ["/m/Show.S01E02-E03-E04.720p.mkv", episode("Show", 1, 2, "Episode 2")],
  ["/m/Show - S01E02 & E03 - Double.mkv", episode("Show", 1, 2, "Double")],
  // Specials
  ["/m/Show - S00E05 - Christmas.mkv", episode("Show", 0, 5, "Christmas")],
  ["/m/Shows/Show/Specials/05 - Christmas.mkv", episode("Show", 0, 5, "Christmas")],
  // Numbers as 1x05
  ["/m/Show 1x05.mkv", episode("Show", 1, 5, "Episode 5")],
  ["/m/Show - 1x05 - Title.mkv", episode("Show", 1, 5, "Title")],
  ["/m/show.10x105.title.mkv", episode("show", 10, 105, "title")],
  ["/m/Show [1x05] Title.mkv", episode("Show", 1, 5, "Title")],
  [
    "/m/The Test Pattern Show 1x04 Ünïcödé — 試験 😀.mkv",
    episode("The Test Pattern Show", 1, 4, "Ünïcödé — 試験 😀"),
  ],
  // Words
  ["/m/Show Season 1 Episode 5 Title.mkv", episode("Show", 1, 5, "Title")],
  ["/m/Show.Season.1.Episode.05.Title.mkv", episode("Show", 1, 5, "Title")],
  ["/m/Show Episode 7.mkv", episode("Show", 1, 7, "Episode 7")],
  ["/m/Show - Ep. 12 - Title.mkv", episode("Show", 1, 12, "Title")],
  ["/m/Show - E05 - Title.mkv", episode("Show", 1, 5, "Title")],
  // Folders
  ["/m/Shows/Show/Season 01/S01E02.mkv", episode("Show", 1, 2, "Episode 2")],
  ["/m/Shows/Show/Season 01/show.s01e02.title.mkv", episode("Show", 1, 2, "title")],
  ["/m/Shows/Show/Season 02/Episode 3 - Third.mkv", episode("Show", 2, 3, "Third")],
  ["/m/Shows/Show/Season 02/03 - Third.mkv", episode("Show", 2, 3, "Third")],
  ["/m/Shows/Show/Season 02/03. Third.mkv", episode("Show", 2, 3, "Third")],
  ["/m/Shows/Show/S02/03.mkv", episode("Show", 2, 3, "Episode 3")],
  ["/m/Shows/Die Sendung/Staffel 2/Folge 3 - Maus.mkv", episode("Die Sendung", 2, 3, "Maus")],
  ["/m/Shows/Show (2019)/Season 1/Show - S01E02 - Title.mkv", episode("Show (2019)", 1, 2, "Title")],
  ["/m/Shows/Show {tvdb-123}/Season 1/Show - S01E02 - Title.mkv", episode("Show", 1, 2, "Title")],
  ["/m/Shows/Show/Season 1 (2019)/1x02.mkv", episode("Show", 1, 2, "Episode 2")],
  ["/m/My Show/s01e02.mkv", episode("My Show", 1, 2, "Episode 2")],
  ["/media/tv/s01e02.mkv", other("s01e02")],
  // Dates
  ["/m/Show 2024-03-05.mkv", episode("Show", null, null, "2024-03-05", 2024)],
  ["/m/Show - 2024-03-05 - Guest Name.mkv", episode("Show", null, null, "Guest Name", 2024)],
  [
    "/m/the.daily.thing.2024.03.05.guest.720p.web.h264-grp.mkv",
    episode("the daily thing", null, null, "guest", 2024),
  ],
  // Fansubs
  ["/m/[Group] Show - 05 [1080p].mkv", episode("Show", 1, 5, "Episode 5")],
  ["/m/[Group]_Show_Name_-_05v2_[720p][ABCD1234].mkv", episode("Show Name", 1, 5, "Episode 5")],
  ["/m/[Group] Show S2 - 12 (1080p) [ABCD1234].mkv", episode("Show S2", 1, 12, "Episode 12")],
  ["/m/アニメ - 05.mkv", episode("アニメ", 1, 5, "Episode 5")],
  // Films
  ["/m/Movie (2020).mkv", movie("Movie", 2020)],
  ["/m/Movie [2020].mkv", movie("Movie", 2020)],
  ["/m/Movie.2020.1080p.BluRay.x264-GRP.mkv", movie("Movie", 2020)],
  ["/m/Ten.Bit.2023.mkv", movie("Ten Bit", 2023)],
  ["/m/Some Movie 2020 1080p WEB-DL.mkv", movie("Some Movie", 2020)],
  ["/m/Blade.Runner.2049.2017.2160p.UHD.BluRay.mkv", movie("Blade Runner 2049", 2017)],
  ["/m/1917.2019.1080p.mkv", movie("1917", 2019)],
  ["/m/2012 (2009).mkv", movie("2012", 2009)],
  ["/m/2001 A Space Odyssey (1968) [1080p].mkv", movie("2001 A Space Odyssey", 1968)],
  ["/m/Movie (2020) {edition-Final Cut} {tmdb-99}.mkv", movie("Movie", 2020)],
  ["/m/Le Fabuleux Destin d'Amélie Poulain (2001).mkv", movie("Le Fabuleux Destin d'Amélie Poulain", 2001)],
  ["/m/七人の侍 (1954).mkv", movie("七人の侍", 1954)],
  ["/m/Movies/Old Film (1954)/Old Film (1954).avi", movie("Old Film", 1954)],
  ["/m/Movies/Old Film (1954)/oldfilm-dvdrip.avi", movie("Old Film", 1954)],
  ["/m/Movies/Old Film (1954)/Old Film trailer.mp4", other("Old Film trailer")],
  ["/m/The.Web.2013.DVDRip.avi", movie("The Web", 2013)],
  // Everything else
  ["/m/Clips/webm vp9.webm", other("webm")],
  ["/m/Clips/Item 12345.mp4", other("Item 12345")],
  ["/m/Clips/portrait phone.mp4", other("portrait phone")],
  ["/m/Clips/surround two languages.mkv", other("surround two languages")],
  ["/m/Clips/holiday_at_the_sea.mp4", other("holiday at the sea")],
  ["/m/Clips/Summer of 1969.mp4", other("Summer of 1969")],
  ["/m/Clips/VID_20240305_101112.mp4", other("VID 20240305 101112")],
  ["/m/Clips/clip 640x480.avi", other("clip")],
  ["/m/Clips/16x9.mp4", other("16x9")],
  ["/m/Clips/1080p.mp4", other("1080p")],
  ["/m/Clips/[1080p].mp4", other("[1080p]")],
  ["/m/Clips/---.mp4", other("---")],
  ["/m/Clips/.mkv", other("mkv")],
  ["/m/Clips/ .mkv", other(".mkv")],
  ["/m/Clips/no extension", other("no extension")],
  ["/m/Clips/v1.2 notes.mp4", other("v1.2 notes")],
  ["/m/Clips/bell\u0007.mp4", other("bell")],
  ["/m/Clips/Cafe\u0301.mp4", other("Café")],
  ["/m/Broken/truncated no moov.mp4", other("truncated no moov")],
  ["", other("Untitled")],
];

Deno.test({
  name: "parseFileName()",
  permissions: "none",
  async fn(t) {
    for (const [path, want] of CASES) {
      await t.step(`reads ${JSON.stringify(path)}`, () => {
        const nothing = { show: null, season: null, episode: null, year: null };
        deepStrictEqual(parseFileName(path), { ...nothing, kind: "other", ...want });
      });
    }
    await t.step("covers at least 60 names", () => ok(CASES.length >= 60));
  },
});

Deno.test({
  name: "parseFileName() finds a title in any name, in short time",
  permissions: "none",
  fn() {
    const piece = fc.constantFrom(
      ...[
        "S01E02",
        "1x05",
        ".",
        "-",
        " ",
        "_",
        "(",
        ")",
        "[",
        "]",
        "2020",
        "1080p",
        "x264",
        "web",
        "Show",
        "é",
        "試",
        "\u0000",
        "/",
        "E",
        "05",
      ],
    );
    const name = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.array(piece, { maxLength: 30 }).map((all) => all.join("")),
    );
    fc.assert(fc.property(name, (path) => {
      const { title, show, kind, season, episode } = parseFileName(path);
      ok(title.trim() !== "");
      ok(show === null || show.trim() !== "");
      ok((kind === "episode") === (show !== null));
      for (const number of [season, episode]) {
        ok(number === null || Number.isSafeInteger(number) && number >= 0);
      }
    }));
  },
});

Deno.test({
  name: "parseFileName() stays quick on names made to be slow",
  permissions: "none",
  fn() {
    for (
      const piece of [
        "S01E",
        "E01-",
        "web.",
        "1.",
        "a.",
        "((",
        "[ ",
        " - 05",
        "2020 ",
        "web web web ",
        "S1E1-1",
      ]
    ) {
      const started = performance.now();
      parseFileName(`/m/${piece.repeat(Math.ceil(4_000 / piece.length))}.mkv`);
      ok(performance.now() - started < 500, `${piece} took ${performance.now() - started} ms`);
    }
  },
});
