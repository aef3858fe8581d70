import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { NO_TEMPLATES } from "../../src/guide_template.ts";
import type { GuideTemplates } from "../../src/guide_template.ts";
import { NO_FACTS } from "../../src/guide/entry_facts.ts";
import { descriptionOf, titlesOf } from "../../src/guide/naming.ts";
import type { Programme } from "../../src/programme.ts";
import { plainProgramme } from "../fakes/plain_programme.ts";

const SPAN = { channelId: "five", startMs: Date.UTC(2026, 0, 5, 12), stopMs: Date.UTC(2026, 0, 5, 13) };
const EPISODE = { title: "Pilot", show: "Lost", season: 1, episode: 5, year: 2004, itemId: 7 };
const FILM = { title: "Alien", itemId: 8 };
const FACTS = { ...NO_FACTS, plot: "A plane falls.", genres: ["Drama", "Mystery"] };

const CASES: {
  name: string;
  templates: Partial<GuideTemplates>;
  programme: Partial<Programme>;
  want: [title: string, subTitle: string | null];
}[] = [
  { name: "our own way", templates: {}, programme: EPISODE, want: ["Lost", "Pilot"] },
  {
    name: "a title",
    templates: { title: "{show} {number}" },
    programme: EPISODE,
    want: ["Lost S01E05", "Pilot"],
  },
  {
    name: "both",
    templates: { title: "{show}: {title} ({year})", subTitle: "{season}x{episode} on {channel}" },
    programme: EPISODE,
    want: ["Lost: Pilot (2004)", "1x5 on Bars"],
  },
  {
    name: "no sub-title",
    templates: { subTitle: "" },
    programme: EPISODE,
    want: ["Lost", null],
  },
  {
    name: "no sub-title that says the same",
    templates: { title: "{title}" },
    programme: EPISODE,
    want: ["Pilot", null],
  },
  {
    name: "a film, of which less is known",
    templates: { title: "{show}: {title} ({year})" },
    programme: FILM,
    want: ["Alien", null],
  },
  {
    name: "our own way where a template comes to nothing",
    templates: { title: "{show}", subTitle: "{number}" },
    programme: FILM,
    want: ["Alien", null],
  },
  {
    name: "our own way where a template comes to a number some import made up",
    templates: { title: "Item {year}" },
    programme: EPISODE,
    want: ["Lost", "Pilot"],
  },
  {
    name: "a placeholder in a template as nothing",
    templates: { title: "{show}: {title}" },
    programme: { ...EPISODE, title: "Item 12" },
    want: ["Lost", null],
  },
  {
    name: "what the schedule says rather than a template",
    templates: { title: "{title}" },
    programme: { ...EPISODE, guideTitle: "Lost Night" },
    want: ["Lost Night", "Pilot"],
  },
  {
    name: "nothing of one item where an entry covers several",
    templates: { title: "{show} {number} {title} {year}" },
    programme: { ...EPISODE, guideGroup: 1 },
    want: ["Lost", "Pilot"],
  },
  {
    name: "cards by what they say",
    templates: { title: "{channel}: {title}" },
    programme: { kind: "off_air", itemId: null, title: "Off air" },
    want: ["Off air", null],
  },
];

Deno.test({
  name: "titlesOf()",
  permissions: "none",
  async fn(t) {
    for (const { name, templates, programme, want } of CASES) {
      await t.step(`tells ${name}`, () => {
        const { title, subTitle } = titlesOf(channel(templates), plainProgramme({ ...SPAN, ...programme }));
        deepStrictEqual([title, subTitle], want);
      });
    }
  },
});

Deno.test({
  name: "descriptionOf() tells the plot, or what a template makes of it",
  permissions: "none",
  fn() {
    const episode = plainProgramme({ ...SPAN, ...EPISODE });
    strictEqual(descriptionOf(channel({}), episode, FACTS), "A plane falls.");
    strictEqual(descriptionOf(channel({}), episode, NO_FACTS), null);
    const worded = channel({ description: "{genres} – {plot} ({year})" });
    strictEqual(descriptionOf(worded, episode, FACTS), "Drama, Mystery – A plane falls. (2004)");
    strictEqual(descriptionOf(worded, episode, NO_FACTS), "(2004)");
    strictEqual(descriptionOf(channel({ description: "" }), episode, FACTS), null);
    const card = plainProgramme({ ...SPAN, kind: "off_air", itemId: null, title: "Off air" });
    strictEqual(descriptionOf(worded, card, NO_FACTS), null);
  },
});

function channel(templates: Partial<GuideTemplates>) {
  return {
    name: "Bars",
    number: "5",
    guide: { isHidden: false, templates: { ...NO_TEMPLATES, ...templates } },
  };
}
