import { deepStrictEqual } from "node:assert/strict";
import { zoneClockText, zoneHours, zoneSpanText } from "../../../static/rules/zone_hours.js";

const HOUR_MS = 3_600_000;

Deno.test({ name: "zoneHours() follows the clock on a zone's wall", permissions: "none" }, async (t) => {
  const cases: readonly (readonly [string, number, string, readonly string[]])[] = [
    ["half an hour beside the others", Date.UTC(2026, 2, 7, 20, 14), "Asia/Kolkata", [
      "03:00",
      "06:00",
      "09:00",
      "12:00",
      "15:00",
      "18:00",
      "21:00",
      "00:00",
    ]],
    ["a night of which an hour is missing", Date.UTC(2026, 2, 28, 22), "Europe/Berlin", [
      "00:00",
      "06:00",
      "12:00",
      "18:00",
    ]],
    ["a night with an hour twice", Date.UTC(2026, 9, 24, 22), "Europe/Berlin", [
      "00:00",
      "06:00",
      "12:00",
      "18:00",
    ]],
  ];
  for (const [name, fromMs, zone, want] of cases) {
    await t.step(name, () => {
      const everyHours = want.length === 8 ? 3 : 6;
      const hours = zoneHours(fromMs, fromMs + 24 * HOUR_MS, { zone, everyHours });
      deepStrictEqual(hours.map(({ text }) => text), want);
    });
  }
});

Deno.test({ name: "zoneHours() puts hours where they are when clocks change", permissions: "none" }, () => {
  const fromMs = Date.UTC(2026, 2, 28, 23);
  const [midnight, six] = zoneHours(fromMs, fromMs + 12 * HOUR_MS, { zone: "Europe/Berlin", everyHours: 6 });
  deepStrictEqual([midnight?.atMs, six?.atMs], [fromMs, fromMs + 5 * HOUR_MS]);
});

Deno.test({ name: "zoneClockText() tells the time of a zone", permissions: "none" }, () => {
  deepStrictEqual(zoneClockText(Date.UTC(2026, 2, 7, 20, 14), "Asia/Kolkata"), "01:44");
});

Deno.test({ name: "zoneSpanText() shows seconds only where minutes do not do", permissions: "none" }, () => {
  const at = Date.UTC(2026, 2, 7, 20, 14);
  const spans = [[0, 60_000], [0, 30_000], [30_000, 45_000], [30_000, 1_830_000]] as const;
  deepStrictEqual(spans.map(([from, to]) => zoneSpanText(at + from, at + to, "Asia/Kolkata")), [
    "01:44 – 01:45",
    "01:44:00 – 01:44:30",
    "01:44:30 – 01:44:45",
    "01:44 – 02:14",
  ]);
});
