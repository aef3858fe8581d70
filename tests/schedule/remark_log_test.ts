import { deepStrictEqual } from "node:assert/strict";
import { type Remark, RemarkLog } from "../../src/schedule/mod.ts";

function remark(code: Remark["code"], atMs = 0): Remark {
  return { atMs, code, detail: `${code} at ${atMs}` };
}

Deno.test({
  name: "RemarkLog",
  permissions: "none",
  async fn(t) {
    const told: string[] = [];
    const log = new RemarkLog((channelId, { detail }, count) =>
      told.push(`${channelId}: ${detail}, ${count}`)
    );
    const news = () => told.splice(0);

    await t.step("tells the first of each kind, and how many came", () => {
      log.note("a", [remark("cut", 1), remark("starts_late", 2), remark("cut", 3)]);
      deepStrictEqual(news(), ["a: cut at 1, 2", "a: starts_late at 2, 1"]);
    });
    await t.step("says nothing twice, however often a timeline is extended", () => {
      log.note("a", [remark("cut", 9)]);
      log.note("a", [remark("cut", 10), remark("too_long", 11)]);
      deepStrictEqual(news(), ["a: too_long at 11, 1"]);
    });
    await t.step("knows channels apart", () => {
      log.note("b", [remark("cut", 1)]);
      deepStrictEqual(news(), ["b: cut at 1, 1"]);
    });
    await t.step("says it again once the channel was edited", () => {
      log.forget("a");
      log.note("a", [remark("cut", 20)]);
      log.note("b", [remark("cut", 20)]);
      deepStrictEqual(news(), ["a: cut at 20, 1"]);
    });
  },
});
