import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { LIMITS } from "../../src/limits.ts";
import type { MediaInfo } from "../../src/media.ts";
import {
  type FileFacts,
  Reachability,
  type ReachableInput,
  type ReachableParts,
} from "../../src/source/mod.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

const FILE: ReachableInput = { locator: "/media/a.mkv", host: null, probe: "light" };
const AWAY: ReachableInput = { locator: "http://nas:80/a.mkv", host: "nas:80", probe: "light" };
const FACTS: FileFacts = { kind: "file", sizeBytes: 5, modifiedMs: 1 };
const INFO: MediaInfo = {
  ...{ durationMs: 60_000, container: "matroska,webm", video: null, audio: [], subtitles: [], chapters: [] },
  ...{ keyFrameGapMaxMs: null, hasEditList: false },
};
const signal = new AbortController().signal;

/** A look at a world where everything is well but what a test says. */
function world(parts: Partial<ReachableParts> = {}) {
  const clock = new FakeClock();
  const reachability = new Reachability({
    fetch: () => Promise.resolve(new Response(null)),
    stat: () => Promise.resolve(FACTS),
    probe: () => Promise.resolve(INFO),
    clock,
    fullTimeoutMs: 8_000,
    ...parts,
  });
  return { clock, look: (input: ReachableInput, end = signal) => reachability.faultOf(input, end) };
}

/** A promise that ends with the signal only. */
function hang(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}

const FILES: readonly {
  readonly name: string;
  readonly stat: ReachableParts["stat"];
  readonly want: string | null;
}[] = [
  { name: "a file", stat: () => Promise.resolve(FACTS), want: null },
  { name: "nothing", stat: () => Promise.resolve(null), want: "The file is gone" },
  { name: "a folder", stat: () => Promise.resolve({ ...FACTS, kind: "folder" }), want: "It is no file" },
  {
    name: "nothing in it",
    stat: () => Promise.resolve({ ...FACTS, sizeBytes: 0 }),
    want: "The file is empty",
  },
  {
    name: "a broken disk",
    stat: () => Promise.reject(new Error("Input/output error")),
    want: "Input/output error",
  },
];

const ANSWERS: readonly {
  readonly name: string;
  readonly answers: readonly Response[];
  readonly want: string | null;
}[] = [
  { name: "200", answers: [new Response(null)], want: null },
  { name: "404", answers: [new Response(null, { status: 404 })], want: "The server answers 404" },
  {
    name: "a redirect",
    answers: [new Response(null, { status: 302, headers: { location: "http://10.0.0.1/" } })],
    want: "It redirects elsewhere, which is not followed",
  },
  {
    name: "an empty file",
    answers: [new Response(null, { headers: { "content-length": "0" } })],
    want: "The file is empty",
  },
  {
    name: "HEAD is unknown, GET is not",
    answers: [new Response("no", { status: 405 }), new Response("ab", { status: 206 })],
    want: null,
  },
  {
    name: "HEAD is not there yet, and the file neither",
    answers: [new Response(null, { status: 501 }), new Response("no", { status: 404 })],
    want: "The server answers 404",
  },
];

Deno.test({
  name: "Reachability.faultOf()",
  permissions: "none",
  async fn(t) {
    for (const { name, stat, want } of FILES) {
      await t.step(`on a disk: ${name}`, async () => strictEqual(await world({ stat }).look(FILE), want));
    }
    for (const { name, answers, want } of ANSWERS) {
      await t.step(`elsewhere: ${name}`, async () => {
        const asked: string[] = [];
        const left = [...answers];
        const { look } = world({
          fetch(url, { method, redirect, headers }) {
            asked.push(`${method} ${url} ${redirect} ${new Headers(headers).get("range")}`);
            return Promise.resolve(left.shift() ?? new Response(null, { status: 500 }));
          },
        });
        strictEqual(await look(AWAY), want);
        const all = ["HEAD http://nas:80/a.mkv manual null", "GET http://nas:80/a.mkv manual bytes=0-1"];
        deepStrictEqual(asked, all.slice(0, answers.length));
      });
    }

    await t.step("believes ffprobe in a full look", async () => {
      strictEqual(await world().look({ ...FILE, probe: "full" }), null);
      const { look } = world({ probe: () => Promise.resolve("It is truncated") });
      strictEqual(await look({ ...AWAY, probe: "full" }), "It is truncated");
    });

    await t.step("does not look where none is wanted", async () => {
      const { look } = world({ stat: () => Promise.resolve(null) });
      strictEqual(await look({ ...FILE, probe: "none" }), null);
    });

    await t.step("waits for nobody longer than is said", async () => {
      const { clock, look } = world({
        stat: () => new Promise(() => undefined),
        fetch: (_url, { signal }) => hang(signal),
        probe: (_locator, signal) => hang(signal),
      });
      const looks = Promise.all([look(FILE), look(AWAY), look({ ...FILE, probe: "full" })]);
      await clock.advance(8_000);
      deepStrictEqual(await looks, [5, 5, 8].map((limit) => `It does not answer within ${limit} s`));
    });

    await t.step("ends when it is told to, with the reason given", async () => {
      const end = new AbortController();
      const { look } = world({
        stat: () => new Promise(() => undefined),
        fetch: (_url, { signal }) => hang(signal),
      });
      const looks = [FILE, AWAY, AWAY].map((input) => rejects(look(input, end.signal), /enough/));
      end.abort(new Error("enough"));
      await Promise.all(looks);
      await rejects(look(FILE, end.signal), /enough/);
    });

    await t.step("asks no more of disks that do not answer", async () => {
      const { clock, look } = world({ stat: () => new Promise(() => undefined) });
      const looks = Array.from({ length: LIMITS.statsAtOnce }, () => look(FILE));
      strictEqual(await look(FILE), `${LIMITS.statsAtOnce} other files do not answer`);
      await clock.advance(5_000);
      ok((await Promise.all(looks)).every((fault) => fault === "It does not answer within 5 s"));
    });
  },
});

Deno.test({
  name: "Reachability asks each machine for one input at a time, and others meanwhile",
  permissions: "none",
  async fn() {
    const asked: string[] = [];
    const answers: (() => void)[] = [];
    const { clock, look } = world({
      fetch(url) {
        asked.push(url);
        return new Promise((resolve) => answers.push(() => resolve(new Response(null))));
      },
    });
    const at = (host: string, name: string) => ({ ...AWAY, host, locator: `http://${host}/${name}` });
    const end = new AbortController();
    const first = look(at("a:1", "1"));
    const second = look(at("a:1", "2"), end.signal);
    const third = look(at("a:1", "3"));
    const other = look(at("b:1", "4"));
    await clock.settle();
    deepStrictEqual(asked, ["http://a:1/1", "http://b:1/4"]);
    // One who leaves does not let the next past the first.
    end.abort();
    await rejects(second);
    await clock.settle();
    strictEqual(asked.length, 2);
    for (const answer of answers) answer();
    deepStrictEqual([await first, await other], [null, null]);
    await clock.settle();
    deepStrictEqual(asked, ["http://a:1/1", "http://b:1/4", "http://a:1/3"]);
    answers.at(-1)?.();
    strictEqual(await third, null);
  },
});

Deno.test("Reachability asks a real server, and nobody else", async () => {
  const asked: string[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => undefined },
    ({ method, url }) => {
      const { pathname } = new URL(url);
      asked.push(`${method} ${pathname}`);
      if (pathname === "/moved") return Response.redirect(new URL("/film.mkv", url));
      if (pathname === "/film.mkv") return new Response("film");
      if (pathname !== "/get-only") return new Response("nothing here", { status: 404 });
      return method === "HEAD" ? new Response(null, { status: 405 }) : new Response("x".repeat(1_000_000));
    },
  );
  const host = `127.0.0.1:${server.addr.port}`;
  const { look } = world({ fetch });
  const faults: (string | null)[] = [];
  for (const name of ["film.mkv", "gone.mkv", "moved", "get-only"]) {
    faults.push(await look({ locator: `http://${host}/${name}`, host, probe: "light" }));
  }
  await server.shutdown();
  deepStrictEqual(faults, [
    null,
    "The server answers 404",
    "It redirects elsewhere, which is not followed",
    null,
  ]);
  deepStrictEqual(asked, [
    "HEAD /film.mkv",
    "HEAD /gone.mkv",
    "HEAD /moved",
    "HEAD /get-only",
    "GET /get-only",
  ]);
  ok(await look({ locator: `http://${host}/film.mkv`, host, probe: "light" }) !== null, "the server is gone");
});
