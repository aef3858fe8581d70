import { strictEqual } from "node:assert/strict";
import { aborted } from "../src/aborted.ts";

Deno.test({
  name: "aborted() resolves when the signal aborts, and not before",
  permissions: "none",
  async fn() {
    const off = new AbortController();
    let isOver = false;
    const waiting = aborted(off.signal).then(() => isOver = true);
    await Promise.resolve();
    strictEqual(isOver, false);
    off.abort();
    await waiting;
    await aborted(off.signal);
  },
});
