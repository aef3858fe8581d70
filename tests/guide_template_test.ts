import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import {
  DESCRIPTION_PLACEHOLDERS,
  fillTemplate,
  strangerIn,
  TITLE_PLACEHOLDERS,
} from "../src/guide_template.ts";

const EPISODE: Readonly<Record<string, string>> = {
  ...{ show: "Lost", title: "Pilot", season: "1", episode: "5", number: "S01E05", year: "2004" },
  ...{ channel: "Bars", plot: "A plane falls.", genres: "Drama, Mystery" },
};
const FILM: Readonly<Record<string, string>> = { title: "Alien", channel: "Bars" };

const CASES: { template: string; episode: string; film: string }[] = [
  { template: "{show}", episode: "Lost", film: "" },
  { template: "{show}: {title}", episode: "Lost: Pilot", film: "Alien" },
  { template: "{show} – {title} – {year}", episode: "Lost – Pilot – 2004", film: "Alien" },
  { template: "{title} ({year})", episode: "Pilot (2004)", film: "Alien" },
  { template: "{title}: {plot}", episode: "Pilot: A plane falls.", film: "Alien" },
  { template: "S{season}E{episode} {title}", episode: "S1E5 Pilot", film: "Alien" },
  { template: "{number} · {title} · {channel}", episode: "S01E05 · Pilot · Bars", film: "Alien · Bars" },
  { template: "{show}/{title}", episode: "Lost/Pilot", film: "/Alien" },
  { template: "Now: {title}", episode: "Now: Pilot", film: "Now: Alien" },
  { template: "{title} –", episode: "Pilot –", film: "Alien –" },
  { template: "- {title} -", episode: "- Pilot -", film: "- Alien -" },
  { template: "{show} | {plot}", episode: "Lost | A plane falls.", film: "" },
  { template: "  {title}   on {channel} ", episode: "Pilot on Bars", film: "Alien on Bars" },
  { template: "", episode: "", film: "" },
];

Deno.test({
  name: "fillTemplate() leaves out what is not known, and the dashes and colons around it",
  permissions: "none",
  async fn(t) {
    for (const { template, episode, film } of CASES) {
      await t.step(JSON.stringify(template), () => {
        strictEqual(fillTemplate(template, (name) => EPISODE[name] ?? ""), episode);
        strictEqual(fillTemplate(template, (name) => FILM[name] ?? ""), film);
      });
    }
  },
});

Deno.test({
  name: "fillTemplate() takes nothing from values, and reads no placeholders in them",
  permissions: "none",
  fn() {
    const values = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(fc.property(values, (value) => {
      strictEqual(fillTemplate("{show}: {title} – {year}", (name) => name === "title" ? value : ""), value);
    }));
    strictEqual(fillTemplate("{title}", () => "{show} –"), "{show} –");
  },
});

Deno.test({
  name: "strangerIn() names what is no placeholder",
  permissions: "none",
  fn() {
    for (const placeholder of DESCRIPTION_PLACEHOLDERS) {
      strictEqual(strangerIn(`a {${placeholder}} b`, DESCRIPTION_PLACEHOLDERS), null);
    }
    strictEqual(strangerIn("{title} {plot}", TITLE_PLACEHOLDERS), "plot");
    strictEqual(strangerIn("{Title}", TITLE_PLACEHOLDERS), "Title");
    strictEqual(strangerIn("{title", TITLE_PLACEHOLDERS), "{");
    strictEqual(strangerIn("title}", TITLE_PLACEHOLDERS), "}");
    strictEqual(strangerIn("{{title}}", TITLE_PLACEHOLDERS), "{");
    strictEqual(strangerIn("{}", TITLE_PLACEHOLDERS), "");
    strictEqual(strangerIn("plain", TITLE_PLACEHOLDERS), null);
  },
});
