import { deepStrictEqual } from "node:assert/strict";
import { parseConfig, tunerNetwork } from "../../src/config/mod.ts";

Deno.test("tunerNetwork() is what the operator wants, unless it would tell or pass over the stream token", {
  permissions: { env: ["LOG_TOKENS", "LOG_STREAM"] },
}, async (t) => {
  const CASES: [text: string, wanted: boolean[]][] = [
    ["", [true, true, true]],
    ["hdhomerun: { ssdp: false }", [false, true, true]],
    ["hdhomerun: { discovery: false }", [true, false, true]],
    ["hdhomerun: { control: false }", [true, true, false]],
    ["hdhomerun: { enabled: false }", [false, false, false]],
    ["security: { stream_token: a-secret }", [false, false, false]],
  ];
  for (const [text, wanted] of CASES) {
    await t.step(text || "the defaults", () => {
      const { config } = parseConfig({ text, name: "config.yaml", environment: {} });
      const { hasSsdp, hasDiscovery, hasControl } = tunerNetwork(config);
      deepStrictEqual([hasSsdp, hasDiscovery, hasControl], wanted);
    });
  }
});
