import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { type GuardOptions, processLimit, refusal } from "../../src/ffmpeg/guards.ts";
import type { Sample } from "../../src/sample.ts";

const GB = 1_000_000_000;

const SAMPLE: Sample = {
  kind: "sample",
  mainRssBytes: 0.1 * GB,
  childrenRssBytes: 0,
  descriptors: 40,
  descriptorsMax: 1_024,
  memoryAvailableBytes: 3 * GB,
  memoryLimitBytes: 4 * GB,
  load: 0.5,
  cores: 2,
};

const OPTIONS: GuardOptions = { maxProcesses: "auto", memoryGuard: 0.85, descriptorReserve: 100 };

Deno.test({
  name: "processLimit() is the least of what config, memory and descriptors allow",
  permissions: "none",
  async fn(t) {
    const CASES: [string, Partial<GuardOptions>, Partial<Sample> | null, number][] = [
      ["memory on a small machine: (4 GB x 0.85 - 0.1 GB) / 150 MB", {}, {}, 22],
      ["the configuration when it is less", { maxProcesses: 3 }, {}, 3],
      ["descriptors when they are few: (130 - 100) / 3", {}, { descriptorsMax: 130 }, 10],
      ["nothing when descriptors are gone", {}, { descriptorsMax: 90 }, 0],
      ["four on a machine with hardly any memory", {}, { memoryLimitBytes: 0.3 * GB }, 4],
      ["the configuration before the first sample", { maxProcesses: 7 }, null, 7],
      ["four before the first sample without a configuration", {}, null, 4],
    ];
    for (const [name, options, sample, want] of CASES) {
      await t.step(name, () => {
        strictEqual(processLimit({ ...OPTIONS, ...options }, sample && { ...SAMPLE, ...sample }), want);
      });
    }
  },
});

Deno.test({
  name: "refusal() looks at slots, memory and descriptors before a spawn",
  permissions: "none",
  async fn(t) {
    const CASES: [string, number, Partial<Sample>, string | null][] = [
      ["nothing against it", 3, {}, null],
      ["all slots in use", 22, {}, "capacity"],
      ["too little memory left", 3, { memoryAvailableBytes: 0.5 * GB }, "memory"],
      ["just enough memory left", 3, { memoryAvailableBytes: 0.6 * GB }, null],
      ["too few descriptors left", 3, { descriptors: 925 }, "fd"],
    ];
    for (const [name, active, sample, want] of CASES) {
      await t.step(name, () => strictEqual(refusal(OPTIONS, { ...SAMPLE, ...sample }, active), want));
    }
    await t.step("never lets the number exceed the limit", () => {
      const samples = fc.record({
        memoryAvailableBytes: fc.nat(4 * GB),
        descriptorsMax: fc.nat(2_000),
        descriptors: fc.nat(2_000),
      });
      fc.assert(fc.property(samples, fc.nat(100), (figures, active) => {
        const sample = { ...SAMPLE, ...figures };
        if (active >= processLimit(OPTIONS, sample)) {
          strictEqual(refusal(OPTIONS, sample, active), "capacity");
        }
      }));
    });
  },
});
