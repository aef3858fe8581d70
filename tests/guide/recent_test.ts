import { deepStrictEqual } from "node:assert/strict";
import { Recent } from "../../src/guide/recent.ts";

Deno.test({
  name: "Recent.get() makes a value once, and again only when it was forgotten",
  permissions: "none",
  fn() {
    const recent = new Recent<string>(2);
    const made: string[] = [];
    const get = (key: string) =>
      recent.get(key, () => {
        made.push(key);
        return key.toUpperCase();
      });
    deepStrictEqual(["a", "b", "a", "c", "a", "b"].map(get), ["A", "B", "A", "C", "A", "B"]);
    // "b" was the one used least recently when "c" came.
    deepStrictEqual(made, ["a", "b", "c", "b"]);
    recent.clear();
    get("b");
    deepStrictEqual(made, ["a", "b", "c", "b", "b"]);
  },
});
