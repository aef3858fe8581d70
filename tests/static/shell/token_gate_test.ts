import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { tokenGate } from "../../../static/shell/token_gate.js";

class Refusal extends Error {
  constructor(readonly status: number) {
    super(`refused with ${status}`);
  }
}

/** A task that is refused a few times before it is done. */
function refusedFirst(...statuses: number[]) {
  return () => {
    const status = statuses.shift();
    return status === undefined ? Promise.resolve("done") : Promise.reject(new Refusal(status));
  };
}

/** A dialog whose visitor gives these answers. */
function dialog(...answers: boolean[]) {
  const asked: boolean[] = [];
  const ask = () => {
    const isGiven = answers.shift() ?? false;
    asked.push(isGiven);
    return Promise.resolve(isGiven);
  };
  return { asked, ask };
}

Deno.test({ name: "tokenGate()", permissions: "none" }, async (t) => {
  await t.step("asks for nothing where nothing is refused", async () => {
    const visitor = dialog();
    strictEqual(await tokenGate(visitor)(refusedFirst()), "done");
    deepStrictEqual(visitor.asked, []);
  });
  await t.step("asks until the token is right", async () => {
    const visitor = dialog(true, true);
    strictEqual(await tokenGate(visitor)(refusedFirst(401, 401)), "done");
    deepStrictEqual(visitor.asked, [true, true]);
  });
  await t.step("passes the refusal on when no token is given", async () => {
    await rejects(tokenGate(dialog(false))(refusedFirst(401)), { status: 401 });
  });
  await t.step("does not ask where a token would not help", async () => {
    const visitor = dialog(true);
    await rejects(tokenGate(visitor)(refusedFirst(412)), { status: 412 });
    deepStrictEqual(visitor.asked, []);
  });
});
