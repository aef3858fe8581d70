import { deepStrictEqual } from "node:assert/strict";
import type { ScheduleItem } from "../../src/media.ts";
import { type Catalogue, stockOf, stockOfMembers } from "../../src/schedule/stock.ts";
import { type Collection, type Content, contentOf } from "../../src/content.ts";
import { episode } from "./cursor_takes.ts";
import { playable } from "./samples.ts";

const FILM = playable(9, 60_000, { locator: "/films/a.mkv", folder: "/films", kind: "movie" });
const BETA = [episode(1, "Beta"), episode(2, "Beta")];
const ALPHA = [
  episode(3, "Alpha"),
  episode(4, "ALPHA", { season: 2 }),
  episode(5, "alpha", { locator: "/x/5.mkv" }),
];

/** A playlist holds what it names, by path, as the library hands it out. */
const catalogue: Catalogue = (collection) => {
  const all = [FILM, ...BETA, ...ALPHA];
  if ("playlist" in collection) return all.filter(({ locator }) => collection.playlist.includes(locator));
  if ("folder" in collection) return all.filter(({ folder }) => folder === collection.folder);
  return "show" in collection ? all.filter(({ show }) => show?.toLowerCase() === collection.show) : [];
};

Deno.test({
  name: "stockOf()",
  permissions: "none",
  async fn(t) {
    await t.step("has every item once, in chronological order, whatever the order of its members", () => {
      const [films, shows, beta] = [{ folder: "/films" }, { folder: "/shows" }, { show: "beta" }];
      for (const members of [[films, shows, beta], [beta, shows, films]]) {
        deepStrictEqual(idsOf(stocked(members)), [3, 5, 4, 1, 2, 9]);
      }
    });
    await t.step("has nothing of nothing", () => deepStrictEqual(stocked([{ folder: "/none" }]), []));
    const groups: { by: Content["groupBy"]; want: number[][] }[] = [
      { by: "show", want: [[3, 5, 4], [1, 2], [9]] },
      { by: "season", want: [[3, 5], [4], [1, 2], [9]] },
      { by: "folder", want: [[3], [5], [4], [1, 2], [9]] },
      { by: "collection", want: [[3, 5, 4, 1, 2], [9]] },
    ];
    for (const { by, want } of groups) {
      await t.step(`groups by ${by}, upper and lower case of a show alike`, () => {
        const stock = stocked([{ folder: "/films" }, { folder: "/shows" }], { groupBy: by });
        deepStrictEqual([...Map.groupBy(stock, ({ group }) => group).values()].map(idsOf), want);
      });
    }
    await t.step("treats members as groups, an item of two as the first one's", () => {
      const stock = stocked([{ show: "beta" }, { folder: "/shows" }], { groupBy: "collection" });
      deepStrictEqual([...Map.groupBy(stock, ({ group }) => group).values()].map(idsOf), [[3, 5, 4], [1, 2]]);
    });
    await t.step("gives each item of a playlist its place, that of its first mention", () => {
      const playlist = [BETA[1], FILM, BETA[1], BETA[0]].map((item) => item?.locator ?? "");
      deepStrictEqual(inPlaces([{ playlist }]), [2, 9, 1]);
    });
    await t.step(
      "puts one playlist behind the other, and other members between them as they are written",
      () => {
        const first = { playlist: [BETA[1], BETA[0]].map((item) => item?.locator ?? "") };
        const second = { playlist: [FILM.locator] };
        deepStrictEqual(inPlaces([first, { show: "alpha" }, second]), [2, 1, 3, 5, 4, 9]);
        deepStrictEqual(inPlaces([second, first]), [9, 2, 1]);
      },
    );
    await t.step("tells stories apart only where parts are kept together", () => {
      const parts = [1, 2].map((id) => episode(id, "Beta", { title: `Wedding (${id})` }));
      const stories = (keepsParts: boolean) =>
        new Set(
          stockOf({ ...contentOf({ show: "beta" }), keepsParts }, () => parts).map(({ story }) => story),
        ).size;
      deepStrictEqual([stories(true), stories(false)], [1, 2]);
    });
  },
});

Deno.test({
  name: "stockOfMembers() keeps members and their weights apart",
  permissions: "none",
  fn() {
    const members = [{ collection: { show: "beta" }, weight: 3 }, {
      collection: { folder: "/films" },
      weight: 1,
    }];
    deepStrictEqual(stockOfMembers(members, catalogue), [{ weight: 3, items: BETA }, {
      weight: 1,
      items: [FILM],
    }]);
  },
});

function stocked(collections: readonly Collection[], more: Partial<Content> = {}) {
  const members = collections.map((collection) => ({ collection, weight: 1 }));
  return stockOf({ ...contentOf({ folder: "" }), members, ...more }, catalogue);
}

function inPlaces(collections: readonly Collection[]): number[] {
  return idsOf(stocked(collections).toSorted((one, other) => one.place - other.place));
}

function idsOf(stock: readonly { readonly item: ScheduleItem }[]): number[] {
  return stock.map(({ item }) => item.id);
}
