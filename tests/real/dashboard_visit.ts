import { deepStrictEqual } from "node:assert/strict";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { EVENING_MS } from "../fakes/dashboard_data.ts";
import { DashboardServer } from "../fakes/dashboard_server.ts";

/** What Chromium itself prints about an answer that failed, which some stories want. */
const CHROMIUM_NETWORK_NOTE = /^Failed to load resource/;

/** One visit of the dashboard, on a server of its own. */
export interface Visit {
  readonly page: Page;
  readonly server: DashboardServer;
}

/** What a visitor does and sees. */
export interface Story {
  readonly name: string;
  /** The part of the address after `/`. */
  readonly view?: string;
  readonly browser?: BrowserContextOptions;
  readonly prepare?: (server: DashboardServer) => void;
  readonly run: (visit: Visit) => Promise<void>;
}

/** Plays each story as a step, in one browser. */
export async function playStories(t: Deno.TestContext, stories: readonly Story[]): Promise<void> {
  const executablePath = "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    for (const story of stories) {
      const fn = () => visit(browser, story);
      await t.step({ name: story.name, sanitizeOps: false, sanitizeResources: false, fn });
    }
  } finally {
    await browser.close();
  }
}

/** Everything a channel's card says. */
export async function textOf(page: Page, channelId: string): Promise<string> {
  return (await page.locator(`.card[data-channel="${channelId}"]`).allInnerTexts()).join(" ");
}

/** What has the focus, by its name. */
export function focusedLabel(page: Page): Promise<string> {
  return page.evaluate<string>("document.activeElement.ariaLabel ?? document.activeElement.textContent");
}

/** Presses Tab until something whose name begins so has the focus. */
export async function tabTo(page: Page, label: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press("Tab");
    if ((await focusedLabel(page)).startsWith(label)) return;
  }
  throw new Error(`Cannot reach ${label} by Tab`);
}

/** Lets the browser work on until something holds on our side. */
export async function until(page: Page, holds: () => boolean): Promise<void> {
  for (let turns = 0; turns < 500; turns++) {
    if (holds()) return;
    await page.evaluate(
      "new Promise((resolve) => { const { port1, port2 } = new MessageChannel();" +
        " port1.onmessage = resolve; port2.postMessage(0); })",
    );
  }
  throw new Error(`It never came to hold: ${holds}`);
}

/** Opens the dashboard, lets the story run, and checks that the browser found nothing to complain about. */
async function visit(browser: Browser, { view = "", browser: options, prepare, run }: Story): Promise<void> {
  await using server = new DashboardServer();
  prepare?.(server);
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.stack ?? error.message));
  page.on("console", (message) => {
    const isNote = CHROMIUM_NETWORK_NOTE.test(message.text());
    if (["error", "warning"].includes(message.type()) && !isNote) complaints.push(message.text());
  });
  await page.clock.install({ time: EVENING_MS });
  await page.goto(`${server.origin}/${view}`);
  if (server.adminToken === null) await page.locator('[data-chip="guide"]').waitFor();
  await run({ page, server });
  await context.close();
  deepStrictEqual(complaints, []);
}
