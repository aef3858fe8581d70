import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { readBounded } from "../src/bounded_body.ts";

Deno.test("readBounded() reads up to its bound, and lets go of what is longer", async () => {
  let isCancelled = false;
  const body = (sizes: readonly number[]) =>
    new ReadableStream<Uint8Array<ArrayBuffer>>({
      start(controller) {
        for (const size of sizes) controller.enqueue(new Uint8Array(size).fill(size));
        if (sizes.length < 4) controller.close();
      },
      cancel: () => {
        isCancelled = true;
      },
    });
  deepStrictEqual(await readBounded(body([1, 2]), 3), Uint8Array.of(1, 2, 2));
  deepStrictEqual(await readBounded(body([]), 0), new Uint8Array());
  strictEqual(await readBounded(body([1, 2, 3, 4]), 9), null);
  strictEqual(isCancelled, true);
  await rejects(
    readBounded(new ReadableStream({ start: (controller) => controller.error(new Error("gone")) }), 9),
    /gone/,
  );
});
