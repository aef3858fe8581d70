import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { PoliteClient } from "../../src/metadata/polite_client.ts";
import { drive } from "../fakes/drive.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeWeb, type WebTrouble } from "../fakes/fake_web.ts";

const URL_ = "https://host.test/thing?api_key=hunter22";

function world() {
  const clock = new FakeClock();
  const web = new FakeWeb(() => clock.monotonicMs());
  web.serve("host.test", () => new Response("hello"));
  const quiets: [string, string | null, number][] = [];
  const client = new PoliteClient({
    ...{ fetch: web.fetch, clock, rng: () => 0.5, agent: "EXStreamTV/test" },
    onQuiet: (host, reason, forMs) => quiets.push([host, reason, forMs]),
  });
  const ask = (url = URL_, signal = new AbortController().signal) =>
    drive(clock, client.ask({ url, bytesMax: 100 }, signal));
  return { clock, web, quiets, client, ask };
}

Deno.test("PoliteClient.ask() gives what a host answers", async (t) => {
  const CASES: readonly [name: string, trouble: WebTrouble, kind: string, tries: number][] = [
    ["200", { status: 200, body: "hello" }, "ok", 1],
    ["404", { status: 404 }, "none", 1],
    ["a question it finds no sense in", { status: 422 }, "none", 1],
    ["401", { status: 401 }, "unauthorized", 1],
    ["403", { status: 403 }, "unauthorized", 1],
    [
      "a redirect, which leads to who knows whom",
      { status: 302, headers: { location: "https://evil.test/" } },
      "unavailable",
      1,
    ],
    ["204, which is no answer", { status: 204 }, "unavailable", 1],
    ["too much", { status: 200, body: "x".repeat(101) }, "unavailable", 1],
    ["500, then all is well", { status: 500 }, "ok", 2],
    ["a broken connection, then all is well", "broken", "ok", 2],
    ["silence, then all is well", "silent", "ok", 2],
    ["an answer without an end, then all is well", "endless_body", "ok", 2],
  ];
  for (const [name, trouble, kind, tries] of CASES) {
    await t.step(name, async () => {
      const { web, ask } = world();
      web.trouble(trouble);
      deepStrictEqual([(await ask()).kind, web.seen.length], [kind, tries]);
      ok(web.seen.every(({ redirect }) => redirect === "manual"));
    });
  }
});

Deno.test("PoliteClient.ask() never tells a URL, for it may hold a key", async () => {
  for (const trouble of ["broken", "silent", { status: 500 }] as const) {
    const { web, quiets, ask } = world();
    web.trouble(...Array.from({ length: 20 }, () => trouble));
    for (let at = 0; at < 4; at++) {
      const reply = await ask();
      strictEqual(reply.kind, "unavailable");
      ok(!JSON.stringify([reply, quiets]).includes("hunter22"));
    }
    ok(quiets.length > 0);
  }
});

Deno.test("PoliteClient spaces requests to one host, and not those to others", async () => {
  const { clock, web, client } = world();
  web.serve("other.test", () => new Response("hello"));
  const { signal } = new AbortController();
  const all = ["host.test", "host.test", "host.test", "other.test"].map((host) =>
    client.ask({ url: `https://${host}/`, bytesMax: 100 }, signal)
  );
  await drive(clock, Promise.all(all));
  deepStrictEqual(web.seen.map(({ atMs }) => atMs), [0, 0, 250, 500]);
});

Deno.test("PoliteClient tries three times, farther and farther apart", async () => {
  const { web, ask } = world();
  web.trouble(...Array.from({ length: 3 }, () => ({ status: 503 })));
  strictEqual((await ask()).kind, "unavailable");
  deepStrictEqual(web.seen.map(({ atMs }) => atMs), [0, 1_000, 3_000]);
});

Deno.test("PoliteClient does as Retry-After says", async (t) => {
  await t.step("waits a short time", async () => {
    const { web, ask } = world();
    web.trouble({ status: 429, headers: { "retry-after": "7" } });
    strictEqual((await ask()).kind, "ok");
    deepStrictEqual(web.seen.map(({ atMs }) => atMs), [0, 7_000]);
  });
  await t.step("reads dates", async () => {
    const { web, clock, ask } = world();
    web.trouble({ status: 503, headers: { "retry-after": new Date(clock.wallMs() + 5_000).toUTCString() } });
    strictEqual((await ask()).kind, "ok");
    deepStrictEqual(web.seen.map(({ atMs }) => atMs), [0, 5_000]);
  });
  await t.step("leaves the host alone for a long one, and asks again after it", async () => {
    const { web, clock, quiets, ask } = world();
    web.trouble({ status: 429, headers: { "retry-after": "120" } });
    strictEqual((await ask()).kind, "unavailable");
    deepStrictEqual(quiets, [["host.test", "status 429", 120_000]]);
    await clock.advance(119_000);
    strictEqual((await ask()).kind, "unavailable");
    strictEqual(web.seen.length, 1);
    await clock.advance(1_000);
    strictEqual((await ask()).kind, "ok");
    deepStrictEqual(quiets.at(-1), ["host.test", null, 0]);
  });
});

Deno.test("PoliteClient, with many requests to one host at a time,", async (t) => {
  const burst = (trouble: WebTrouble, asks: number) => {
    const { web, clock, client, quiets } = world();
    web.trouble(...Array.from({ length: 3 * asks }, () => trouble));
    const { signal } = new AbortController();
    const all = Array.from({ length: asks }, () => client.ask({ url: URL_, bytesMax: 100 }, signal));
    return { web, quiets, replies: drive(clock, Promise.all(all)) };
  };
  await t.step("takes failures of one moment for one reason to leave it alone", async () => {
    const { quiets, replies } = burst({ status: 500 }, 12);
    ok((await replies).every(({ kind }) => kind === "unavailable"));
    deepStrictEqual(quiets, [["host.test", "status 500", 60_000]]);
  });
  await t.step("asks nothing more from the moment it is left alone, though more are in turn", async () => {
    const { web, replies } = burst({ status: 429, headers: { "retry-after": "120" } }, 12);
    await replies;
    strictEqual(web.seen.length, 1);
  });
  await t.step("has all of them wait when one is asked to", async () => {
    const { web, replies } = burst({ status: 429, headers: { "retry-after": "10" } }, 3);
    await replies;
    deepStrictEqual(web.seen.slice(0, 3).map(({ atMs }) => atMs), [0, 10_000, 20_000]);
  });
});

Deno.test("PoliteClient leaves a host that keeps failing alone, for longer each time", async () => {
  const { web, clock, quiets, ask } = world();
  web.trouble(...Array.from({ length: 3 * 5 }, () => "broken" as const));
  for (let at = 0; at < 3; at++) strictEqual((await ask()).kind, "unavailable");
  deepStrictEqual([web.seen.length, quiets.length], [9, 1]);
  await ask();
  strictEqual(web.seen.length, 9, "nothing is asked meanwhile");
  await clock.advance(60_000);
  await ask();
  deepStrictEqual(quiets.map(([, , forMs]) => forMs), [60_000, 120_000], "one failure is enough then");
  await clock.advance(119_000);
  const asked = web.seen.length;
  await ask();
  strictEqual(web.seen.length, asked);
  await clock.advance(1_000);
  await ask();
  deepStrictEqual(quiets.map(([, , forMs]) => forMs), [60_000, 120_000, 240_000]);
  await clock.advance(240_000);
  strictEqual((await ask()).kind, "ok");
  deepStrictEqual(quiets.at(-1)?.[1], null);
});

Deno.test("PoliteClient gives up when it is told to", async () => {
  const { web, clock, client } = world();
  web.trouble("silent");
  const end = new AbortController();
  const asked = client.ask({ url: URL_, bytesMax: 100 }, end.signal);
  await clock.advance(100);
  end.abort();
  deepStrictEqual(await asked, { kind: "unavailable", reason: "the program ends" });
  strictEqual(web.seen.length, 1);
});

Deno.test("PoliteClient asks no host more than four times a second, whatever happens", async () => {
  const trouble: fc.Arbitrary<WebTrouble> = fc.constantFrom<WebTrouble>(
    { status: 200, body: "x" },
    { status: 404 },
    { status: 500 },
    { status: 429, headers: { "retry-after": "1" } },
    "broken",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(trouble, { maxLength: 12 }),
      fc.integer({ min: 1, max: 6 }),
      async (troubles, asks) => {
        const { web, clock, client } = world();
        web.trouble(...troubles);
        const { signal } = new AbortController();
        const all = Array.from({ length: asks }, () => client.ask({ url: URL_, bytesMax: 100 }, signal));
        const replies = await drive(clock, Promise.all(all));
        strictEqual(replies.length, asks);
        const times = web.seen.map(({ atMs }) => atMs).toSorted((one, other) => one - other);
        times.forEach((atMs, at) => ok(at === 0 || atMs - (times[at - 1] ?? 0) >= 250));
      },
    ),
    { numRuns: 40 },
  );
});
