import { strictEqual } from "node:assert/strict";
import { nearestWord } from "../../src/config/nearest.ts";

const KNOWN = ["host", "port", "public_url", "log_level", "max_sessions_per_channel"];

const CASES = [
  { word: "prot", nearest: "port" },
  { word: "PORT", nearest: "port" },
  { word: "hosts", nearest: "host" },
  { word: "publicurl", nearest: "public_url" },
  { word: "loglevel", nearest: "log_level" },
  { word: "max_sessions", nearest: "max_sessions_per_channel" },
  { word: "max", nearest: undefined },
  { word: "ssl", nearest: undefined },
  { word: "", nearest: undefined },
  { word: "p".repeat(100_000), nearest: undefined },
];

Deno.test({ name: "nearestWord()", permissions: "none" }, async (t) => {
  for (const { word, nearest } of CASES) {
    await t.step(word.slice(0, 20) || "nothing", () => strictEqual(nearestWord(word, KNOWN), nearest));
  }
});
