import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import type { GuideEntry } from "../../src/guide/entries.ts";
import { type EntryFacts, NO_FACTS } from "../../src/guide/entry_facts.ts";
import { Findings } from "../../src/guide/findings.ts";
import { compareChannels, compareSpans } from "../../src/guide/parse_back.ts";
import { XmltvReader } from "../../src/guide/parse_xmltv.ts";
import { XMLTV_TAIL, xmltvHead, xmltvProgrammes } from "../../src/guide/xmltv.ts";
import { cleanText } from "../../src/guide/xml_text.ts";

const CHANNEL = { id: "bars-0001.exstreamtv.local", number: "7.1", displayNames: ["Bars & <Tone>", "7.1"] };
const START_S = Date.UTC(2026, 0, 5, 12) / 1_000;
const ENTRY: GuideEntry = {
  channel: CHANNEL.id,
  startS: START_S,
  stopS: START_S + 1_800,
  title: "Tom & Jerry",
  subTitle: null,
  category: null,
  year: null,
  number: null,
  isRepeat: false,
  description: null,
  quality: null,
  facts: NO_FACTS,
  covers: [],
};
const FACTS: EntryFacts = {
  plot: null,
  directors: ["D & E"],
  cast: [{ name: "A", role: '"Tom" & Jerry' }, { name: "B", role: null }],
  firstAired: "20080120",
  genres: ["Comedy", "Cats"],
  language: "eng",
  image: "/artwork/7/thumbnail",
  contentRating: "TV-14",
  rating: 8.2,
};
const FACTS_OF_A_RATING: EntryFacts = { ...NO_FACTS, contentRating: "12A" };
const SPAN = `start="20260105120000 +0000" stop="20260105123000 +0000" channel="${CHANNEL.id}"`;

const PROGRAMMES: { name: string; entry: Partial<GuideEntry>; want: string }[] = [
  { name: "the least", entry: {}, want: "<title>Tom &amp; Jerry</title><new/>" },
  {
    name: "everything, in the order of the DTD",
    entry: {
      subTitle: "Pilot",
      category: "series",
      year: 1999,
      number: { season: 1, episode: 5 },
      isRepeat: true,
      description: "Tom & Jerry meet.",
      quality: "HDTV",
      facts: FACTS,
    },
    want: "<title>Tom &amp; Jerry</title><sub-title>Pilot</sub-title><desc>Tom &amp; Jerry meet.</desc>" +
      "<credits><director>D &amp; E</director>" +
      '<actor role="&quot;Tom&quot; &amp; Jerry">A</actor><actor>B</actor></credits>' +
      "<date>20080120</date><category>series</category><category>Comedy</category><category>Cats</category>" +
      '<language>eng</language><icon src="/artwork/7/thumbnail"/>' +
      '<episode-num system="onscreen">S01E05</episode-num><episode-num system="xmltv_ns">0.4.</episode-num>' +
      "<video><quality>HDTV</quality></video><previously-shown/>" +
      '<rating system="VCHIP"><value>TV-14</value></rating><star-rating><value>8.2/10</value></star-rating>',
  },
  {
    name: "the year where nobody knows the day",
    entry: { year: 1999, facts: { ...FACTS_OF_A_RATING, contentRating: "FSK 12" } },
    want:
      '<title>Tom &amp; Jerry</title><date>1999</date><new/><rating system="FSK"><value>FSK 12</value></rating>',
  },
  {
    name: "a rating by nobody we know",
    entry: { facts: FACTS_OF_A_RATING },
    want: "<title>Tom &amp; Jerry</title><new/><rating><value>12A</value></rating>",
  },
  {
    name: "a special without xmltv_ns",
    entry: { number: { season: 0, episode: 3 } },
    want: '<title>Tom &amp; Jerry</title><episode-num system="onscreen">S00E03</episode-num><new/>',
  },
  {
    name: "episode 0 without xmltv_ns",
    entry: { number: { season: 2, episode: 0 } },
    want: '<title>Tom &amp; Jerry</title><episode-num system="onscreen">S02E00</episode-num><new/>',
  },
  {
    name: "many episodes",
    entry: { number: { season: 12, episode: 345 } },
    want: '<title>Tom &amp; Jerry</title><episode-num system="onscreen">S12E345</episode-num>' +
      '<episode-num system="xmltv_ns">11.344.</episode-num><new/>',
  },
  {
    name: "a film",
    entry: { category: "movie", year: 1979 },
    want: "<title>Tom &amp; Jerry</title><date>1979</date><category>movie</category><new/>",
  },
];

Deno.test({
  name: "xmltvProgrammes()",
  permissions: "none",
  async fn(t) {
    for (const { name, entry, want } of PROGRAMMES) {
      await t.step(`writes ${name}`, () => {
        strictEqual(xmltvProgrammes([{ ...ENTRY, ...entry }]), `<programme ${SPAN}>${want}</programme>\n`);
      });
    }
  },
});

Deno.test({
  name: "xmltvHead() writes all channels: human name, number, logo",
  permissions: "none",
  fn() {
    strictEqual(
      xmltvHead([CHANNEL], "http://10.0.0.2:8411"),
      '<?xml version="1.0" encoding="UTF-8"?>\n<tv generator-info-name="EXStreamTV">\n' +
        `<channel id="${CHANNEL.id}"><display-name>Bars &amp; &lt;Tone&gt;</display-name>` +
        "<display-name>7.1</display-name>" +
        '<icon src="http://10.0.0.2:8411/logo/7.1.png"/></channel>\n',
    );
  },
});

Deno.test({
  name: "XmltvReader reads back what was written, wherever the text is cut",
  permissions: "none",
  fn() {
    const texts = fc.string({ unit: "binary" }).map(cleanText).filter((text) => text !== "");
    const entries = fc.array(
      fc.record({
        title: texts,
        subTitle: fc.option(texts),
        description: fc.option(texts),
        facts: fc.record({
          plot: fc.constant(null),
          directors: fc.array(texts, { maxLength: 2 }),
          cast: fc.array(fc.record({ name: texts, role: fc.option(texts) }), { maxLength: 2 }),
          firstAired: fc.constantFrom(null, "20080120"),
          genres: fc.array(texts, { maxLength: 2 }),
          language: fc.constantFrom(null, "deu"),
          image: fc.option(texts),
          contentRating: fc.option(texts),
          rating: fc.option(fc.integer({ min: 0, max: 10 })),
        }),
        lengthS: fc.integer({ min: 1, max: 9_999 }),
      }),
      { maxLength: 8 },
    );
    fc.assert(fc.property(entries, fc.integer({ min: 1, max: 90 }), (list, cut) => {
      let endS = START_S;
      const written = list.map(({ lengthS, ...names }) => (
        { ...ENTRY, ...names, startS: endS, stopS: endS += lengthS }
      ));
      const text = xmltvHead([CHANNEL], "") + xmltvProgrammes(written) + XMLTV_TAIL;
      const reader = new XmltvReader();
      for (let at = 0; at < text.length; at += cut) reader.write(text.slice(at, at + cut));
      reader.close();
      strictEqual(reader.fault, null);
      const findings = new Findings();
      compareChannels([CHANNEL], reader.channels, findings);
      compareSpans(written, reader.takeSpans(), findings);
      deepStrictEqual(findings.list, []);
      deepStrictEqual(reader.takeSpans(), [], "taken once");
    }));
  },
});

Deno.test({
  name:
    "XmltvReader and compareSpans() notice every altered character of a programme, and of a channel's number",
  permissions: "none",
  fn() {
    const entry: GuideEntry = {
      ...ENTRY,
      ...{ subTitle: "Pilot", description: "They meet.", quality: "HDTV", facts: FACTS, category: "series" },
      number: { season: 1, episode: 5 },
    };
    const programme = xmltvProgrammes([entry]).trim();
    const text = xmltvHead([CHANNEL], "") + programme + XMLTV_TAIL;
    for (const part of [programme, CHANNEL.displayNames[1] ?? ""]) {
      const from = text.indexOf(part);
      for (let at = from; at < from + part.length; at++) {
        // A blank between attributes may be any white space: only visible characters count.
        if (text[at] === " ") continue;
        const altered = text.slice(0, at) + (text[at] === "1" ? "2" : "1") + text.slice(at + 1);
        const reader = new XmltvReader();
        reader.write(altered);
        reader.close();
        const findings = new Findings();
        compareChannels([CHANNEL], reader.channels, findings);
        compareSpans([entry], reader.takeSpans(), findings);
        strictEqual(reader.fault !== null || findings.total > 0, true, altered);
      }
    }
  },
});

Deno.test({
  name: "XmltvReader finds what is not well-formed",
  permissions: "none",
  async fn(t) {
    for (
      const bad of ["<tv>", "<tv></vt>", "<tv>&</tv>", "<tv>\u0001</tv>", "<tv/><tv/>", "<tv>&bomb;</tv>", ""]
    ) {
      await t.step(JSON.stringify(bad), () => {
        const reader = new XmltvReader();
        reader.write(bad);
        reader.close();
        strictEqual(typeof reader.fault, "string");
      });
    }
  },
});
