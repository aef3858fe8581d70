import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { ConfigFault, parseConfig } from "../../src/config/mod.ts";

const CHANNEL = "name: A, schedule: {kind: loop, collection: {show: B}}";
const TITLE =
  "text of 1 to 500 printable characters with none but the placeholders {show} {title} {season} {episode} " +
  "{number} {year} {channel}, or null";
const SUB_TITLE = TITLE.replace("1 to", "0 to");
const DESCRIPTION = SUB_TITLE.replace("{channel}", "{channel} {plot} {genres}");

const BAD: readonly [text: string, message: string][] = [
  [
    'guide: {templates: {title: "{shwo}: {title}"}}',
    `1:28 guide.templates.title: found "{shwo}: {title}", expected ${TITLE}; did you mean "{show}: {title}"?`,
  ],
  ['guide: {templates: {title: "{plot}"}}', `1:28 guide.templates.title: found "{plot}", expected ${TITLE}`],
  ['guide: {templates: {title: ""}}', `1:28 guide.templates.title: found "", expected ${TITLE}`],
  [
    'guide: {templates: {sub_title: "{title"}}',
    `1:32 guide.templates.sub_title: found "{title", expected ${SUB_TITLE}`,
  ],
  [
    'guide: {templates: {description: "{plott}"}}',
    `1:34 guide.templates.description: found "{plott}", expected ${DESCRIPTION}; did you mean "{plot}"?`,
  ],
  [
    "guide: {templates: {tittle: A}}",
    '1:21 guide.templates.tittle: found an unknown key, expected one of title, sub_title, description; did you mean "title"?',
  ],
  [
    `channels: [{number: 1, ${CHANNEL}, guide: {hidden: 1}}]`,
    "1:96 channels[0].guide.hidden: found 1, expected true or false",
  ],
  [
    `channels: [{number: 1, ${CHANNEL}, guide: {hidden: true}}, {number: 2, enabled: false, ${CHANNEL}}]`,
    "1:96 channels[0].guide.hidden: found true, expected false for one enabled channel at least",
  ],
];

Deno.test("parseConfig() refuses what no guide can say", async (t) => {
  for (const [text, message] of BAD) {
    await t.step(text, () => {
      throws(() => parse(text), (thrown) => {
        strictEqual(thrown instanceof ConfigFault ? thrown.message : thrown, `config.yaml:${message}`);
        return true;
      });
    });
  }
});

Deno.test("parseConfig() reads how guides word programmes, and which channels they leave out", () => {
  const guides = "guide: {hidden: true, templates: {title: '{show} {number}', sub_title: ''}}";
  const { guide, channels } = parse(
    `guide: {templates: {description: '{genres}: {plot}'}}\n` +
      `channels: [{number: 1, ${CHANNEL}, ${guides}}, {number: 2, ${CHANNEL}}]`,
  ).config;
  deepStrictEqual(guide.templates, { title: null, subTitle: null, description: "{genres}: {plot}" });
  deepStrictEqual(channels.map((channel) => channel.guide), [
    { isHidden: true, templates: { title: "{show} {number}", subTitle: "", description: null } },
    { isHidden: false, templates: { title: null, subTitle: null, description: null } },
  ]);
});

function parse(text: string) {
  return parseConfig({ text, name: "config.yaml", environment: {} });
}
