import { deepStrictEqual, notStrictEqual, ok, strictEqual } from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { cannedChannels, cannedCrowd } from "../fakes/dashboard_data.ts";
import { focusedLabel, playStories, type Story, tabTo, textOf, until } from "./dashboard_visit.ts";
import { needs } from "./real_program.ts";
import { SCHEDULES } from "./schedules_stories.ts";

const CARDS: readonly Story[] = [
  {
    name: "shows each channel with what is on, what follows, its state, its viewers and its fault",
    async run({ page }) {
      const comedy = await textOf(page, "channel-5");
      for (const part of ["5", "Comedy Vault", "Live", "1 viewer", "The Allotment", "S01E01 · Seed Money"]) {
        ok(comedy.includes(part), `${part} is not in: ${comedy}`);
      }
      ok(comedy.includes("20:00 – 20:22") && comedy.includes("7 min left"), comedy);
      ok(comedy.includes("Next 20:22 The Allotment · S01E02 · A Question of Marrows"), comedy);
      const owl = await textOf(page, "channel-9");
      ok(owl.includes("Slate") && owl.includes("Off air") && owl.includes("the folder is gone"), owl);
      ok((await textOf(page, "channel-20")).includes("Dormant"));
      strictEqual(await page.locator(".card").count(), cannedChannels().length);
    },
  },
  {
    name: "says when a channel is on a stand-in, or has nothing left to play",
    prepare(server) {
      const [film, comedy, nature, , owl] = server.channels;
      ok(film && comedy && nature && owl);
      film.inputKind = "primary";
      comedy.inputKind = "filler";
      Object.assign(nature, { state: "slate", isExhausted: true });
    },
    async run({ page }) {
      const stateOf = (id: string) => page.locator(`[data-channel="${id}"] .state`);
      strictEqual(await stateOf("channel-2").innerText(), "Live");
      strictEqual(await stateOf("channel-5").innerText(), "Stand-in");
      ok((await stateOf("channel-5").getAttribute("title"))?.startsWith("Something else is on air"));
      strictEqual(await stateOf("channel-7.1").innerText(), "Unavailable");
      strictEqual(await stateOf("channel-9").innerText(), "Slate");
    },
  },
  {
    name: "moves the progress between two answers and changes the programme at its end",
    async run({ page, server }) {
      const bar = page.locator('[data-channel="channel-7.2"] .progress');
      const before = Number(await bar.getAttribute("aria-valuenow"));
      const asked = server.asked.get("channels");
      await page.clock.runFor(5_000);
      const after = Number(await bar.getAttribute("aria-valuenow"));
      strictEqual(server.asked.get("channels"), asked, "the server was asked, so this proves nothing");
      ok(after >= before + 15 && after <= before + 20, `${before} % became ${after} %`);

      await page.locator('[data-channel="channel-7.2"] .card-title', { hasText: "Plasma" }).waitFor();
      server.nowMs += 31_000;
      await page.clock.runFor(26_500);
      await page.locator('[data-channel="channel-7.2"] .card-title', { hasText: "Colour bars" }).waitFor();
    },
  },
  {
    name: "plays a channel by Tab and Enter; Esc ends the stream and gives the focus back",
    async run({ page, server }) {
      await tabTo(page, "Watch 2 Saturday Movies");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog", { name: "2 Saturday Movies" }).waitFor();
      await until(page, () => server.openStreams === 1);
      ok(await page.getByRole("button", { name: "Unmute" }).isVisible(), "starts muted, with a way out");
      await page.keyboard.press("PageUp");
      await page.getByRole("dialog", { name: "5 Comedy Vault" }).waitFor();
      await until(page, () => server.openStreams === 1);
      await page.keyboard.press("Escape");
      await until(page, () => server.openStreams === 0);
      strictEqual(await page.getByRole("dialog").count(), 0);
      strictEqual(await focusedLabel(page), "Watch 2 Saturday Movies");
    },
  },
  {
    name: "moves among the cards by arrow keys",
    async run({ page }) {
      await tabTo(page, "Watch 2 Saturday Movies");
      await page.keyboard.press("ArrowRight");
      strictEqual(await focusedLabel(page), "Watch 5 Comedy Vault");
      await page.keyboard.press("ArrowDown");
      strictEqual(await focusedLabel(page), "Watch 12 Attic Cartoons");
    },
  },
  {
    name: "finds channels by words of their name or programme",
    prepare: (server) => server.channels.push(...cannedCrowd(20).slice(9, 12)),
    async run({ page }) {
      await page.getByRole("searchbox").fill("allotment comedy");
      strictEqual(await page.locator(".card:visible").count(), 1);
      await page.getByRole("searchbox").fill("zebra");
      await page.getByText("Nothing found").waitFor();
    },
  },
];

const PLAYER: readonly Story[] = [
  {
    name: "tells why a channel cannot be played, tries again and plays when it can",
    prepare: (server) => server.refused.set("5", "Cannot tune channel 5: all 4 tuners are in use"),
    async run({ page, server }) {
      await page.getByRole("button", { name: "Watch 5 Comedy Vault" }).click();
      await page.getByText("all 4 tuners are in use (503). Trying again in 2 s.").waitFor();
      server.refused.clear();
      await page.clock.runFor(2_100);
      await page.locator(".player-status", { hasText: "Tuning" }).waitFor();
      await until(page, () => server.openStreams === 1);
      await page.getByRole("button", { name: "Close" }).click();
      await until(page, () => server.openStreams === 0);
    },
  },
];

const HEALTH: readonly Story[] = [
  {
    name: "tells version, uptime, readiness, library and guide at a glance",
    async run({ page }) {
      const chips = await page.getByRole("navigation", { name: "Health at a glance" }).innerText();
      for (
        const part of ["Ready", "Version 0.1.0", "Up 5 h 12 min", "2,152 playable", "3 broken", "4 missing"]
      ) {
        ok(chips.includes(part), `${part} is not in: ${chips}`);
      }
      ok(chips.includes("Guide 12, checked by plain rules"), chips);
    },
  },
  {
    name: "tells which folder is unavailable and why, and leads to the API's reference",
    prepare: (server) => server.moviesFault = "No such file or directory",
    async run({ page }) {
      await page.getByRole("link", { name: "/media/Movies unavailable: No such file or directory" }).click();
      await page.getByText("Unavailable: No such file or directory", { exact: true }).waitFor();
      const reference = page.getByRole("link", { name: "The API’s reference" });
      strictEqual(await reference.getAttribute("href"), "/api/docs");
    },
  },
  {
    name: "lists the channels in trouble, and until when an input is parked",
    view: "#/health",
    prepare(server) {
      const owl = { "channel_id": "channel-9", number: "9", reason: "no output for 200 s" };
      server.health = {
        unhealthy_channels: [owl],
        parked_inputs: [{
          ...owl,
          input_id: "primary",
          parked_until: "2026-03-07T20:19:00.000Z",
          reason: "gone",
        }],
        breakers: [{ "channel_id": "channel-0", number: "0", state: "open", failures_5m: 6 }],
      };
    },
    async run({ page, server }) {
      const rows = page.locator(".panel", { hasText: "Channels in trouble" }).locator("li");
      await rows.first().waitFor();
      const told = (await rows.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, " "));
      deepStrictEqual(told, [
        "9 Night Owl unhealthy no output for 200 s",
        "0 left alone after 6 failures in 5 min",
        "9 Night Owl primary parked until 20:19 gone",
      ]);
      server.health = {};
      server.emit({ kind: "input_resumed", channelId: "channel-9", inputId: "primary" });
      await page.clock.runFor(2_000);
      await page.getByText("None. Every channel that runs is well.").waitFor();
    },
  },
  {
    name: "lists the broken files with their reasons, page by page",
    async run({ page }) {
      await page.getByRole("link", { name: "3 broken" }).click();
      await page.getByText("Cannot probe the file: moov atom not found").waitFor();
      strictEqual(await page.locator(".broken-file").count(), 2);
      await page.getByRole("button", { name: "Show more" }).click();
      await page.getByText("/media/Shows/notes.mkv").waitFor();
      strictEqual(await page.locator(".broken-file").count(), 3);
      strictEqual(await page.getByRole("button", { name: "Show more" }).count(), 0);
    },
  },
  {
    name: "follows scan, demo and channel states by events",
    async run({ page, server }) {
      server.emit({ kind: "scan_progress", folder: "/media/Shows", done: 34, total: 120 });
      server.emit({ kind: "demo_progress", done: 2, total: 6 });
      await page.getByRole("link", { name: "Scanning 34 of 120" }).waitFor();
      await page.getByText("Rendering demo 2 of 6").waitFor();
      server.emit({ kind: "scan_finished", folder: "/media/Shows", playable: 117, broken: 3 });
      await page.getByRole("link", { name: "Scanning" }).waitFor({ state: "detached" });
      const [first] = server.channels;
      ok(first);
      first.state = "starting";
      server.emit({ kind: "channel_state", channelId: first.id, state: "starting" });
      await page.clock.runFor(2_000);
      await page.locator('[data-channel="channel-2"] .state', { hasText: "Starting" }).waitFor();
    },
  },
  {
    name: "keeps what it knew while the server is away, says so, and recovers",
    async run({ page, server }) {
      await server.goAway();
      await page.clock.runFor(2_000);
      await page.getByText("The server does not answer").first().waitFor();
      ok((await textOf(page, "channel-5")).includes("Comedy Vault"));
      const [first] = server.channels;
      ok(first);
      first.viewers = 9;
      server.comeBack();
      await page.clock.runFor(3_000);
      await page.locator('[data-channel="channel-2"]', { hasText: "9 viewers" }).waitFor();
      strictEqual(await page.locator(".banner").count(), 0);
      // The events come back as well.
      await page.clock.runFor(6_000);
      await until(page, () => (server.asked.get("events") ?? 0) >= 2);
    },
  },
  {
    name: "asks for the admin token, refuses a wrong one, and keeps the right one for the tab",
    prepare: (server) => server.adminToken = "open sesame",
    async run({ page }) {
      const dialog = page.getByRole("dialog", { name: "Who is there?" });
      await dialog.getByLabel("Admin token").fill("let me in");
      await page.keyboard.press("Enter");
      await page.clock.runFor(2_000);
      await dialog.getByText("The token given before was refused.").waitFor();
      await dialog.getByLabel("Admin token").fill("open sesame");
      await page.keyboard.press("Enter");
      await page.clock.runFor(2_000);
      await page.getByRole("button", { name: "Watch 5 Comedy Vault" }).waitFor();
      await page.reload();
      await page.getByRole("button", { name: "Watch 5 Comedy Vault" }).waitFor();
      strictEqual(await page.getByRole("dialog").count(), 0);
    },
  },
];

const LOOKS: readonly Story[] = [
  {
    name: "gives the addresses to type, and copies them",
    view: "#/connect",
    browser: { permissions: ["clipboard-read", "clipboard-write"] },
    async run({ page, server }) {
      const host = server.origin.slice("http://".length);
      const codes = await page.locator("#view-connect code").allInnerTexts();
      for (const wanted of [host, server.origin, `${server.origin}/iptv.m3u`, `${server.origin}/xmltv.xml`]) {
        ok(codes.includes(wanted), `${wanted} is not among ${codes.join(" ")}`);
      }
      await page.getByRole("button", { name: "Copy Playlist (M3U) for Kodi" }).click();
      await page.locator("[data-copied]").waitFor();
      strictEqual(await page.evaluate("navigator.clipboard.readText()"), `${server.origin}/iptv.m3u`);
    },
  },
  {
    name: "gives no tuner's address when there is no tuner",
    view: "#/connect",
    prepare: (server) => server.isTunerOn = false,
    async run({ page }) {
      await page.getByRole("heading", { name: "Plex" }).waitFor({ state: "detached" });
      strictEqual(await page.locator("#view-connect dt", { hasText: "Tuner" }).count(), 0);
      ok(await page.locator("#view-connect code").count() > 0);
    },
  },
  {
    name: "fits a phone of 360 px without scrolling sideways",
    browser: { viewport: { width: 360, height: 740 } },
    async run({ page }) {
      for (const view of ["channels", "guide", "schedules", "health", "connect"]) {
        await page.locator(`[data-view="${view}"]`).click();
        await page.locator(`#view-${view}`).waitFor();
        await page.clock.runFor(1_000);
        strictEqual(await page.evaluate("document.documentElement.scrollWidth"), 360, view);
        await picture(page, `phone-${view}`);
      }
      await page.locator('[data-view="channels"]').click();
      await page.getByRole("button", { name: "Watch 5 Comedy Vault" }).click();
      const buttons = await page.evaluate<number[]>(
        "[...document.querySelectorAll('.player button')].filter((button) => button.offsetParent)" +
          ".map((button) => button.getBoundingClientRect().right)",
      );
      ok(
        buttons.length >= 4 && buttons.every((right) => right <= 360),
        `buttons end at ${buttons.join(", ")}`,
      );
    },
  },
  {
    name: "is dark and light as the system says, with enough contrast in both, and can be switched",
    browser: { colorScheme: "dark" },
    // Ten channels in a row glow in ten colours.
    prepare: (server) => server.channels = cannedCrowd(10),
    async run({ page }) {
      const darkest = await contrasts(page);
      await picture(page, "dark");
      const dark = await ground(page);
      await page.getByRole("button", { name: "Switch to the light look" }).click();
      const light = await contrasts(page);
      await picture(page, "light");
      notStrictEqual(await ground(page), dark);
      for (const { pair, ratio } of [...darkest, ...light]) {
        ok(ratio >= 4.5, `${pair} has ${ratio.toFixed(2)}`);
      }
      await page.reload();
      ok(
        await page.getByRole("button", { name: "Switch to the dark look" }).isVisible(),
        "the choice was lost",
      );
    },
  },
  {
    name: "keeps still for those who asked for less motion",
    browser: { reducedMotion: "reduce" },
    async run({ page }) {
      const moving = await page.evaluate(
        `getComputedStyle(document.querySelector('[data-channel="channel-7.1"] .state'), "::before").animationName`,
      );
      strictEqual(moving, "none");
    },
  },
];

Deno.test({
  name: "the dashboard in Chromium",
  ...needs("chromium"),
  // Playwright keeps its connection to the browser beyond a step.
  sanitizeOps: false,
  sanitizeResources: false,
  fn: (t) => playStories(t, [...CARDS, ...PLAYER, ...HEALTH, ...SCHEDULES, ...LOOKS]),
});

async function picture(page: Page, name: string): Promise<void> {
  const bytes = await page.screenshot({ path: join(tmpdir(), `exstreamtv-dashboard-${name}.png`) });
  ok(bytes.length > 10_000, `the picture ${name} is nearly empty`);
}

function ground(page: Page): Promise<string> {
  return page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
}

/** The contrast (WCAG 2.2, 1.4.3) of every colour of letters on every ground they may stand on. */
function contrasts(page: Page): Promise<{ pair: string; ratio: number }[]> {
  return page.evaluate<{ pair: string; ratio: number }[]>(`(() => {
    const probe = document.querySelector(".card").appendChild(document.createElement("i"));
    const luminance = (token) => {
      probe.style.color = "var(--" + token + ")";
      const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g)
        .map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const contrast = (one, other) => {
      const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
      return { pair: one + " on " + other, ratio: (light + 0.05) / (dark + 0.05) };
    };
    const letters = ["text", "text-soft", "accent", "good", "wait", "bad", "card", "quiet"];
    const grounds = ["ground", "surface", "surface-raised", "surface-sunken"];
    const found = letters.flatMap((letter) => grounds.map((ground) => contrast(letter, ground)));
    found.push(contrast("on-accent", "accent-ground"), contrast("ground", "text"));
    for (const card of document.querySelectorAll(".card")) {
      card.append(probe);
      found.push(...letters.filter((letter) => letter !== "accent").map((letter) => contrast(letter, "tint")));
    }
    probe.remove();
    return found;
  })()`);
}
