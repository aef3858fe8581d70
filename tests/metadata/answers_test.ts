import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { z } from "zod";
import { type Answer, Answers } from "../../src/metadata/answers.ts";
import type { HostReply } from "../../src/metadata/polite_client.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { MemoryAnswers } from "../fakes/memory_answers.ts";

const DAY_MS = 24 * 3_600_000;
const schema = z.object({ name: z.string() });

function ok(body: string): HostReply {
  return { kind: "ok", bytes: new TextEncoder().encode(body) };
}

function world() {
  const clock = new FakeClock();
  const shelf = new MemoryAnswers();
  const answers = new Answers({ shelf, clock, rng: () => 0.5 });
  let asked = 0;
  const get = (reply: HostReply): Promise<Answer<{ name: string }>> =>
    answers.get({
      ...{ name: "q", schema },
      ask: () => {
        asked += 1;
        return Promise.resolve(reply);
      },
    });
  return { clock, shelf, get, asked: () => asked };
}

const HARBOUR = ok('{"name":"Harbour","more":[1,2,3]}');
const QUIET: HostReply = { kind: "unavailable", reason: "status 500" };

Deno.test("Answers keeps what a database has for a week, and only what is read of it", async () => {
  const { clock, shelf, get, asked } = world();
  const want = { kind: "ok", value: { name: "Harbour" } };
  deepStrictEqual(await get(HARBOUR), want);
  strictEqual(shelf.kept.get("q")?.answer, '{"name":"Harbour"}');
  clock.jumpWall(7 * DAY_MS - 1);
  deepStrictEqual([await get(QUIET), asked()], [want, 1]);
  clock.jumpWall(1);
  deepStrictEqual([await get(QUIET), asked()], [want, 2], "and longer, where it cannot be asked");
  deepStrictEqual(await get(ok('{"name":"Sea"}')), { kind: "ok", value: { name: "Sea" } });
});

Deno.test("Answers keeps for a day that a database has nothing", async () => {
  const { clock, get, asked } = world();
  deepStrictEqual(await get({ kind: "none" }), { kind: "none" });
  clock.jumpWall(DAY_MS - 1);
  deepStrictEqual([await get(HARBOUR), asked()], [{ kind: "none" }, 1]);
  clock.jumpWall(1);
  strictEqual((await get(HARBOUR)).kind, "ok");
});

Deno.test("Answers keeps nothing of an answer it does not understand", async (t) => {
  const CASES: readonly [name: string, reply: HostReply, reason: string][] = [
    ["no JSON", ok("<html>"), "the answer is no JSON"],
    ["nothing", ok(""), "the answer is no JSON"],
    ["null", ok("null"), "the answer has another form than documented, at it"],
    ["another form", ok('{"name":7}'), "the answer has another form than documented, at name"],
    ["an unknown key", { kind: "unauthorized" }, "the key is not accepted"],
    ["no answer", QUIET, "status 500"],
  ];
  for (const [name, reply, reason] of CASES) {
    await t.step(name, async () => {
      const { shelf, get } = world();
      deepStrictEqual(await get(reply), { kind: "unavailable", reason });
      strictEqual(shelf.kept.size, 0);
    });
  }
});

Deno.test("Answers asks anew where an older version kept another form", async () => {
  const { shelf, clock, get } = world();
  shelf.keepAnswer("q", { answer: '{"title":"Harbour"}', expiresMs: clock.wallMs() + DAY_MS });
  deepStrictEqual(await get(HARBOUR), { kind: "ok", value: { name: "Harbour" } });
});
