import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { Fault } from "../../../src/fault.ts";
import { fakeRoutes, problemCode } from "../../fakes/fake_route_parts.ts";

const ADMIN = { authorization: "Bearer admin-secret" };

Deno.test("DELETE /sessions/{id} sends a viewer away, for administrators only", async (t) => {
  const { parts } = fakeRoutes();
  const kicked: string[] = [];
  const kick = (id: string) => {
    if (id !== "s1") throw new Fault("not_found", `Cannot end session ${id}: there is none`);
    kicked.push(id);
  };
  const { ask } = fakeRoutes({ tuning: { ...parts.tuning, kick } });
  await t.step("not without the token, not even from the local network", async () => {
    const answer = await ask("/api/v1/sessions/s1", { method: "DELETE" });
    deepStrictEqual([answer.status, await problemCode(answer), kicked], [401, "unauthorized", []]);
  });
  await t.step("with it", async () => {
    const answer = await ask("/api/v1/sessions/s1", { method: "DELETE", headers: ADMIN });
    deepStrictEqual([answer.status, await answer.text(), kicked], [204, "", ["s1"]]);
  });
  await t.step("not one that is not there", async () => {
    const answer = await ask("/api/v1/sessions/s2", { method: "DELETE", headers: ADMIN });
    deepStrictEqual([answer.status, await problemCode(answer)], [404, "not_found"]);
  });
  await t.step("one by one only", async () => {
    strictEqual((await ask("/api/v1/sessions", { method: "DELETE", headers: ADMIN })).status, 405);
  });
});
