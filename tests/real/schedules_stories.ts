import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Page } from "playwright-core";
import type { DashboardServer } from "../fakes/dashboard_server.ts";
import { focusedLabel, type Story, tabTo } from "./dashboard_visit.ts";

/** What a visitor does with schedules; they are played in the browser of the other stories. */
export const SCHEDULES: readonly Story[] = [
  {
    name: "says what each channel does, who writes it, what is to know, and shows its next day",
    view: "#/schedules",
    async run({ page }) {
      const rowOf = (id: string) => page.locator(`.rule[data-channel="${id}"]`);
      await rowOf("channel-12").locator(".strip-filler").first().waitFor();
      const films = await rowOf("channel-2").innerText();
      for (const part of ["Slots: 14 a week, fit", "config.yaml", "21:00 Winter Journey lasts beyond"]) {
        ok(films.includes(part), `${part} is not in: ${films}`);
      }
      ok((await rowOf("channel-7.1").innerText()).includes("Mirror of 5, one hour later"));
      ok((await rowOf("channel-9").innerText()).includes("No schedule: off air"));
      const attic = await rowOf("channel-12").innerText();
      ok(attic.includes("Loops cartoons, shuffled · times of Asia/Kolkata"), attic);
      const told = await rowOf("channel-2").getByRole("img", { name: "Next 24 hours" }).getAttribute(
        "aria-label",
      );
      ok(told?.includes("20:14 A Small Matter of Gravity, 21:00 The Lighthouse"), told ?? "");
      // What is on at 20:14 in London is on at 01:44 in Kolkata.
      const abroad = await rowOf("channel-12").getByRole("img").getAttribute("aria-label");
      ok(abroad?.startsWith("Next 24 hours: 01:44"), abroad ?? "");
      ok((await rowOf("attic").innerText()).includes("Not on air"), "what is switched off cannot be found");
      await page.getByRole("link", { name: "View 2 Saturday Movies" }).click();
      await page.getByText("Managed by config.yaml").waitFor();
      ok((await page.getByLabel("Document").innerText()).includes('"at": "20:00"'));
      strictEqual(await page.getByRole("button", { name: "Preview" }).count(), 0);
    },
  },
  {
    name: "changes a channel: preview, token, save, all by keyboard; nothing is lost when saving fails",
    view: "#/schedules/channel/channel-5",
    prepare: (server) => server.writeToken = "open sesame",
    async run({ page, server }) {
      const order = page.getByLabel("Order");
      await order.waitFor();
      strictEqual(await page.getByRole("button", { name: "Save" }).count(), 0);
      await order.selectOption("rotating");
      await page.reload();
      await page.getByText("This is what you wrote before and did not save.").waitFor();
      strictEqual(await order.inputValue(), "rotating");
      await tabTo(page, "Preview");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog", { name: "Who is there?" }).getByLabel("Admin token").fill("open sesame");
      await page.keyboard.press("Enter");
      await page.getByRole("cell", { name: "The Lift, later" }).first().waitFor();
      ok(await page.getByText("The slot of 23:00 starts 90 s late").isVisible());
      ok(await page.getByText("Until 20:22 all stays as it is.").isVisible());
      strictEqual(await focusedLabel(page), "Preview of the next 24 hours");
      await page.getByRole("textbox", { name: "Name" }).fill("Comedy Vault");
      await page.getByText("You changed something: preview again to save.").waitFor();
      strictEqual(await page.getByRole("button", { name: "Save", exact: true }).count(), 0);
      await page.getByRole("button", { name: "Preview" }).click();
      await failedSave(page, server);
      await page.getByLabel("Note for the history").fill("By turns");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByText("5 Comedy Vault is saved.").first().waitFor();
      const [saved] = server.rules.done;
      deepStrictEqual(saved, {
        deed: "PUT channels/channel-5 (By turns)",
        document: {
          number: "5",
          name: "Comedy Vault",
          schedule: { kind: "loop", collection: { show: "The Allotment" }, order: "rotating" },
          group: "Laughs",
        },
      });
      strictEqual(
        await page.evaluate("Object.keys(sessionStorage).filter((key) => key.includes('draft')).length"),
        0,
      );
    },
  },
  {
    name: "tells what is wrong with a document where it is, as text and as a form",
    view: "#/schedules/channel/channel-5",
    async run({ page, server }) {
      await page.getByRole("button", { name: "Text" }).click();
      const text = page.getByLabel("Document");
      await text.fill('{\n  "number": "5",\n  "schedule": loop\n}');
      await page.getByRole("button", { name: "Preview" }).click();
      await page.getByText("Line 3, column 15: “loop” is neither a number").waitFor();
      await text.fill('{\n  "number": "5",\n  "name": "A",\n  "schedule": {\n    "kind": "dream"\n  }\n}');
      server.rules.fault = fault("schedule.kind", 'found "dream", expected loop');
      await page.getByRole("button", { name: "Preview" }).click();
      await page.getByRole("button", { name: "schedule.kind, line 5" }).click();
      strictEqual(await page.evaluate("document.activeElement.selectionStart"), 62);
      await page.getByRole("button", { name: "Form" }).click();
      await page.getByText("it says more than the form shows: schedule.kind").waitFor();
      await text.fill(
        '{"number": "x", "name": "A", "schedule": {"kind": "loop", "collection": {"folder": "/"}}}',
      );
      await page.getByRole("button", { name: "Form" }).click();
      server.rules.fault = fault("number", 'found "x", expected a channel number such as 5 or 7.1');
      await page.getByRole("button", { name: "Preview" }).click();
      await page.getByRole("button", { name: "number" }).click();
      strictEqual(await page.evaluate("document.activeElement.getAttribute('aria-invalid')"), "true");
    },
  },
  {
    name: "makes a channel of a collection whose items it counts",
    view: "#/schedules",
    prepare(server) {
      server.channels = [];
      server.rules.documents.clear();
    },
    async run({ page, server }) {
      await page.locator("#view-schedules").getByText("No channels yet").waitFor();
      await page.getByRole("link", { name: "New channel" }).click();
      await page.getByLabel("Name").fill("Attic");
      await page.getByLabel("Items from").selectOption("named");
      await page.clock.runFor(500);
      await page.getByText("34 items", { exact: true }).waitFor();
      await page.getByLabel("Before each").selectOption("bumpers");
      await page.getByLabel("Kind of schedule").selectOption("slots");
      await page.getByRole("button", { name: "Add a slot" }).click();
      await page.getByRole("group", { name: "Slot 2" }).getByLabel("Folder").fill("/media/Movies");
      await page.getByRole("button", { name: "Remove slot 1" }).click();
      await page.getByRole("button", { name: "Preview" }).click();
      await page.getByRole("button", { name: "Save the new channel" }).click();
      await page.getByText("1 Attic is saved.").first().waitFor();
      deepStrictEqual(server.rules.done[0], {
        deed: "POST channels",
        document: {
          number: "1",
          name: "Attic",
          schedule: { kind: "slots", slots: [{ at: "20:00", collection: { folder: "/media/Movies" } }] },
          fillers: { "pre_roll": "bumpers" },
        },
      });
    },
  },
  {
    name: "shows which channels a changed collection reaches; goes back in history; imports after a trial",
    view: "#/schedules/collections/cartoons",
    async run({ page, server }) {
      await page.getByLabel("Folder").fill("/media/Shows");
      await page.getByRole("button", { name: "Preview" }).click();
      await page.getByRole("heading", { name: "12 Attic Cartoons" }).waitFor();
      strictEqual(await page.locator(".previewed").count(), 1);
      await page.evaluate("location.hash = '#/schedules/channel/channel-5/history'");
      await page.getByRole("button", { name: "Compare version 1 " }).click();
      await page.getByRole("row", { name: "name Comedy Vault Comedy Vault (before 2)" }).waitFor();
      await page.getByRole("button", { name: "Go back to version 1" }).click();
      await page.getByText("is as it was in version 1.").first().waitFor();
      await page.getByRole("link", { name: "Export and import" }).click();
      await page.getByLabel("Or its text").fill("channles: []");
      await page.getByRole("button", { name: "Try it" }).click();
      await page.getByText('found "channles", expected channels').waitFor();
      await page.getByLabel("Or its text").fill("channels: []");
      await page.getByRole("button", { name: "Try it" }).click();
      await page.getByText("channel owls").waitFor();
      await page.getByRole("button", { name: "Import", exact: true }).click();
      await page.getByText("The import is done.").first().waitFor();
      await page.evaluate("location.hash = '#/schedules/channel/channel-9'");
      await page.getByRole("button", { name: "Delete" }).click();
      await page.getByRole("dialog", { name: "Delete 9 Night Owl?" }).getByRole("button", { name: "Delete" })
        .click();
      await page.getByText("deleted · it was dull").waitFor();
      ok(await page.getByRole("button", { name: "Compare version 1 " }).isVisible(), "there is no way back");
      deepStrictEqual(server.rules.done.map(({ deed }) => deed), [
        "POST channels/channel-5/history/1/revert",
        "POST import",
        "DELETE channels/channel-9",
      ]);
    },
  },
];

/** Another one was first, then the server is away: what was written stays, and can be saved when it is back. */
async function failedSave(page: Page, server: DashboardServer): Promise<void> {
  const written = server.rules.documents.get("channel-5");
  ok(written);
  written.version = 7;
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("somebody changed it meanwhile").waitFor();
  await page.getByRole("button", { name: "Preview" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).waitFor();
  await server.goAway();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("What you wrote is kept.").waitFor();
  strictEqual(await page.getByLabel("Order").inputValue(), "rotating");
  server.comeBack();
}

function fault(path: string, detail: string) {
  return { status: 422, detail: "Cannot preview the channel", faults: [{ path, detail }] };
}
