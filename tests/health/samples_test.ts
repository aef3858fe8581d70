import { deepStrictEqual, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { parseSample, readSamples } from "../../src/health/samples.ts";
import { createLogger } from "../../src/log.ts";
import type { Sample } from "../../src/sample.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

const SAMPLE: Sample = {
  kind: "sample",
  mainRssBytes: 80_000_000,
  childrenRssBytes: 150_000_000,
  descriptors: 41,
  descriptorsMax: 1_024,
  memoryAvailableBytes: 3_000_000_000,
  memoryLimitBytes: 4_000_000_000,
  load: 0.7,
  cores: 2,
};

Deno.test({
  name: "parseSample()",
  permissions: "none",
  async fn(t) {
    await t.step(
      "reads what the launcher writes",
      () => deepStrictEqual(parseSample(JSON.stringify(SAMPLE)), SAMPLE),
    );
    const CASES = [
      ["no JSON", "{"],
      ["no object", "7"],
      ["null", "null"],
      ["another kind", JSON.stringify({ ...SAMPLE, kind: "stop" })],
      ["a missing figure", JSON.stringify({ ...SAMPLE, load: undefined })],
      ["a figure that is text", JSON.stringify({ ...SAMPLE, cores: "2" })],
    ] as const;
    for (const [name, line] of CASES) {
      await t.step(`refuses ${name}`, () => strictEqual(parseSample(line), null));
    }
    await t.step("never throws", () => {
      fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => void parseSample(line)));
    });
  },
});

Deno.test("readSamples() puts lines together and ends with the pipe", async () => {
  const written: string[] = [];
  const log = createLogger({
    level: "warn",
    format: "json",
    clock: new FakeClock(),
    write: (line) => written.push(line),
  });
  const text = `${JSON.stringify(SAMPLE)}\nnonsense\n${JSON.stringify({ ...SAMPLE, cores: 4 })}\n`;
  const bytes = new TextEncoder().encode(text);
  const seen: number[] = [];
  const pipe = ReadableStream.from([bytes.subarray(0, 30), bytes.subarray(30)]);
  await readSamples(pipe, { onSample: (sample) => seen.push(sample.cores), log });
  deepStrictEqual(seen, [2, 4]);
  strictEqual(written.length, 1);
});
