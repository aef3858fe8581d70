import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Page } from "playwright-core";
import { blocksBetween, layoutRow, SCALES } from "../../static/guide/layout.js";
import { parseProgramme } from "../../static/server/parse.js";
import { cannedChannels, cannedCrowd, cannedTimeline, EVENING_MS } from "../fakes/dashboard_data.ts";
import { focusedLabel, playStories, type Story, tabTo, until } from "./dashboard_visit.ts";
import { needs } from "./real_program.ts";

const HOUR_MS = 3_600_000;
/** The guide begins at the last half hour. */
const GUIDE_FROM_MS = EVENING_MS - EVENING_MS % (HOUR_MS / 2);

const GUIDE: readonly Story[] = [
  {
    name: "puts the right programmes at the right places",
    view: "#/guide",
    async run({ page }) {
      await page.locator('[data-channel="channel-5"] .guide-cell').first().waitFor();
      const { scale, linePx, cells } = await page.evaluate<GuideBoxes>(`({
        scale: Number(document.querySelector(".guide-grid").dataset.pxPerMinute),
        linePx: parseFloat(document.querySelector(".guide-now").style.left),
        cells: [...document.querySelectorAll('[data-channel="channel-5"] .guide-cell')].map((cell) => ({
          start: cell.dataset.start, leftPx: cell.offsetLeft, widthPx: cell.offsetWidth, label: cell.ariaLabel,
        })),
      })`);
      const comedy = cannedChannels().find(({ id }) => id === "channel-5");
      ok(comedy);
      const wanted = cannedTimeline(comedy, GUIDE_FROM_MS, GUIDE_FROM_MS + 24 * HOUR_MS).slice(
        0,
        cells.length,
      );
      ok(cells.length >= 8, `only ${cells.length} programmes`);
      deepStrictEqual(cells.map(({ start }) => start), wanted.map(({ start }) => start));
      for (const [index, { start, stop, title }] of wanted.entries()) {
        const cell = cells[index];
        ok(cell && cell.label.includes(title), `${cell?.label} is not ${title}`);
        near(cell.leftPx, (Date.parse(start) - GUIDE_FROM_MS) / 60_000 * scale);
        near(cell.widthPx, (Date.parse(stop) - Date.parse(start)) / 60_000 * scale);
      }
      near(linePx, (EVENING_MS - GUIDE_FROM_MS) / 60_000 * scale, scale / 4);
    },
  },
  {
    name: "is walked by arrow keys, shows details, and plays what is on by Enter",
    view: "#/guide",
    async run({ page, server }) {
      await page.locator('[data-channel="channel-5"] .guide-cell').first().waitFor();
      await tabTo(page, "A Small Matter of Gravity");
      const details = page.getByRole("region", { name: "Programme details" });
      await details.getByRole("heading", { name: "A Small Matter of Gravity" }).waitFor();
      await page.keyboard.press("ArrowDown");
      ok(
        (await focusedLabel(page)).startsWith("The Allotment, S01E01 · Seed Money"),
        await focusedLabel(page),
      );
      await page.keyboard.press("ArrowRight");
      ok((await focusedLabel(page)).includes("A Question of Marrows"));
      await details.getByText("S01E02 · A Question of Marrows").waitFor();
      strictEqual(await details.getByRole("button").count(), 0, "what is not on cannot be watched");
      await page.keyboard.press("End");
      await page.keyboard.press("Home");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog", { name: "5 Comedy Vault" }).waitFor();
      await page.keyboard.press("Escape");
      await until(page, () => server.openStreams === 0);
      ok((await focusedLabel(page)).startsWith("The Allotment, S01E01"), "the focus went elsewhere");
    },
  },
  {
    name: "dims filler and says what it fills",
    view: "#/guide",
    async run({ page }) {
      const row = page.locator('[data-channel="channel-20"]');
      await row.locator(".guide-cell").first().waitFor({ state: "attached" });
      const cells = await page.evaluate<{ label: string; isDimmed: boolean; colour: string }[]>(`[
        ...document.querySelectorAll('[data-channel="channel-20"] .guide-cell'),
      ].map((cell) => ({
        label: cell.ariaLabel,
        isDimmed: cell.hasAttribute("data-filler"),
        colour: getComputedStyle(cell.querySelector(".guide-cell-title")).color,
      }))`);
      const [dimmed, others] = [true, false].map((isDimmed) =>
        cells.filter((cell) => cell.isDimmed === isDimmed)
      );
      ok(dimmed !== undefined && dimmed.length > 0 && others !== undefined && others.length > 0);
      ok(dimmed.every(({ label }) => label.startsWith("The Orchestra Tunes, Before a programme, ")));
      ok(others.every(({ label }) => !label.includes("Before a programme")));
      ok(dimmed.every(({ colour }) => colour !== others[0]?.colour), "filler looks like any programme");
    },
  },
  {
    name: "stays small with 100 channels of half-minute clips, near and far",
    view: "#/guide",
    prepare: (server) => server.channels = cannedCrowd(100),
    async run({ page, server }) {
      await page.locator(".guide-cell").first().waitFor();
      await smallPage(page);
      for (let step = 0; step < 5; step++) await page.getByRole("button", { name: "Farther" }).click();
      await page.getByText("programmes").first().waitFor();
      await smallPage(page);
      await page.evaluate("document.querySelector('.guide-grid').scrollTo(4_000, 1_000_000)");
      await page.getByRole("rowheader", { name: "100 Clips 100" }).waitFor();
      await page.locator('[data-channel="channel-100"] .guide-cell').first().waitFor();
      await smallPage(page);
      const read = [...server.asked.keys()].filter((path) => path.endsWith("/timeline")).length;
      ok(read < 50, `${read} timelines were read, though few rows were seen`);
    },
  },
  {
    name: "reads a timeline again when the server says that it was rebuilt",
    view: "#/guide",
    async run({ page, server }) {
      await page.locator('[data-channel="channel-5"] .guide-cell').first().waitFor();
      strictEqual(server.asked.get("channels/channel-5/timeline"), 1);
      server.emit({ kind: "timeline_rebuilt", channelId: "channel-5", reason: "test" });
      await until(page, () => server.asked.get("channels/channel-5/timeline") === 2);
    },
  },
];

Deno.test({
  name: "the guide in Chromium",
  ...needs("chromium"),
  // Playwright keeps its connection to the browser beyond a step.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: (t) => playStories(t, GUIDE),
});

Deno.test("layoutRow() keeps every instant of short programmes in boxes wide enough to point at", () => {
  const [channel] = cannedCrowd(1);
  ok(channel);
  const toMs = GUIDE_FROM_MS + 24 * HOUR_MS;
  const programmes = cannedTimeline(channel, GUIDE_FROM_MS, toMs).map(parseProgramme);
  for (const pxPerMinute of SCALES) {
    const blocks = layoutRow(programmes, { fromMs: GUIDE_FROM_MS, toMs, pxPerMinute });
    strictEqual(blocks.flatMap((block) => block.programmes).length, programmes.length);
    strictEqual(blocks.reduce((sum, { startMs, stopMs }) => sum + stopMs - startMs, 0), 24 * HOUR_MS);
    ok(blocks.every(({ widthPx }) => widthPx >= 15), `too narrow at ${pxPerMinute} px per minute`);
    for (const [from, to] of [[0, 500], [1_000, 1_001], [-50, 0]] as const) {
      const wanted = blocks.filter(({ leftPx, widthPx }) => leftPx < to && leftPx + widthPx > from);
      deepStrictEqual(blocksBetween(blocks, from, to), wanted);
    }
  }
});

Deno.test("layoutRow() leaves out a lone programme narrower than 2 px and cuts the others to the window", () => {
  const film = (startMs: number, stopMs: number) => {
    const [start, stop] = [new Date(startMs).toISOString(), new Date(stopMs).toISOString()];
    return parseProgramme({ start, stop, title: "Film", kind: "item" });
  };
  const programmes = [
    film(-HOUR_MS, HOUR_MS),
    film(HOUR_MS, HOUR_MS + 30_000),
    film(HOUR_MS + 30_000, 9 * HOUR_MS),
  ];
  const blocks = layoutRow(programmes, { fromMs: 0, toMs: 2 * HOUR_MS, pxPerMinute: 3 });
  deepStrictEqual(blocks.map(({ leftPx, widthPx }) => [leftPx, widthPx]), [[0, 180], [181.5, 178.5]]);
});

interface GuideBoxes {
  readonly scale: number;
  readonly linePx: number;
  readonly cells: {
    readonly start: string;
    readonly leftPx: number;
    readonly widthPx: number;
    readonly label: string;
  }[];
}

async function smallPage(page: Page): Promise<void> {
  const elements = await page.evaluate<number>("document.querySelectorAll('#view-guide *').length");
  ok(elements < 2_500, `the guide holds ${elements} elements`);
  const narrowest = await page.evaluate<number>(
    "Math.min(...[...document.querySelectorAll('.guide-cell')].map((cell) => cell.offsetWidth))",
  );
  ok(narrowest >= 2, `a box is ${narrowest} px wide`);
}

function near(value: number, wanted: number, tolerance = 1): void {
  ok(Math.abs(value - wanted) <= tolerance, `${value} is not near ${wanted}`);
}
