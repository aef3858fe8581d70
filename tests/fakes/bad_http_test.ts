import { deepStrictEqual, ok, rejects, strictEqual } from "node:assert/strict";
import { BadHttp, type Behaviour } from "./bad_http.ts";

const BYTES = Uint8Array.from({ length: 200_000 }, (_, at) => at % 251);

/** A server of one file, `a.ts`, in a folder of its own. */
async function withServer(work: (server: BadHttp) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "exstreamtv-bad-http-" });
  try {
    await Deno.mkdir(`${folder}/one two`);
    await Deno.writeFile(`${folder}/one two/a.ts`, BYTES);
    await using server = BadHttp.start(folder);
    await work(server);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Whatever came until the stream ended, broke or was left after `bytesMax`. */
async function read(url: string, bytesMax = Infinity): Promise<{ bytes: number; isBroken: boolean }> {
  const reader = (await fetch(url)).body?.getReader();
  let bytes = 0;
  try {
    while (bytes < bytesMax) {
      const { value, done } = await reader?.read() ?? { value: undefined, done: true };
      if (done || value === undefined) break;
      bytes += value.length;
    }
    await reader?.cancel();
    return { bytes, isBroken: false };
  } catch (thrown) {
    ok(thrown instanceof TypeError, String(thrown));
    return { bytes, isBroken: true };
  }
}

Deno.test("BadHttp serves files, and the parts of them that are asked for", async (t) => {
  await withServer(async (server) => {
    const url = `${server.url}/one%20two/a.ts`;
    const CASES: [range: string | null, status: number, from: number, to: number][] = [
      [null, 200, 0, 200_000],
      ["bytes=0-", 206, 0, 200_000],
      ["bytes=100-199", 206, 100, 200],
      ["bytes=199990-300000", 206, 199_990, 200_000],
      ["bytes=-10", 206, 199_990, 200_000],
      ["bytes=200000-", 416, 0, 0],
    ];
    for (const [range, status, from, to] of CASES) {
      await t.step(`${range} gives ${status}`, async () => {
        const response = await fetch(url, { headers: range === null ? {} : { range } });
        deepStrictEqual([response.status, await response.bytes()], [status, BYTES.slice(from, to)]);
        const want = status === 206
          ? `bytes ${from}-${to - 1}/200000`
          : status === 416
          ? "bytes */200000"
          : null;
        strictEqual(response.headers.get("content-range"), want);
      });
    }
    await t.step("HEAD gives the length alone", async () => {
      const response = await fetch(url, { method: "HEAD" });
      deepStrictEqual([response.status, response.headers.get("content-length")], [200, "200000"]);
    });
    await t.step("what lies nowhere, or outside, is not found", async () => {
      for (const path of ["/b.ts", "/one%20two", "/..%2f..%2f..%2f..%2fetc/passwd", "/one%20two/a.ts/x"]) {
        const response = await fetch(server.url + path);
        deepStrictEqual([response.status, await response.text()], [404, ""], path);
      }
    });
    await t.step("requests are counted", () => strictEqual(server.requests("/one two/a.ts"), 7));
  });
});

Deno.test("BadHttp goes wrong as it is told, by the longest prefix, and mends again", async () => {
  await withServer(async (server) => {
    const url = `${server.url}/one%20two/a.ts`;
    const status = async () => {
      const response = await fetch(url);
      await response.body?.cancel();
      return response.status;
    };
    server.behave({ kind: "status", status: 503 });
    strictEqual(await status(), 503);
    server.behave({ kind: "status", status: 404 }, "/one two/");
    server.behave({ kind: "ok" }, "/one");
    strictEqual(await status(), 404);
    server.behave({ kind: "html" }, "/one two/");
    const page = await fetch(url);
    deepStrictEqual([page.status, page.headers.get("content-type")], [200, "text/html; charset=utf-8"]);
    ok((await page.text()).startsWith("<!DOCTYPE html>"));
    server.behave({ kind: "ok" }, "/one two/");
    deepStrictEqual(await read(url), { bytes: 200_000, isBroken: false });
  });
});

Deno.test("BadHttp resets the connection after some bytes, or at once", async () => {
  await withServer(async (server) => {
    const url = `${server.url}/one%20two/a.ts`;
    for (const afterBytes of [0, 70_000]) {
      server.behave({ kind: "reset", afterBytes });
      const got = await read(url).catch((thrown) => {
        ok(thrown instanceof TypeError, String(thrown));
        return { bytes: 0, isBroken: true };
      });
      ok(got.isBroken && got.bytes <= afterBytes, JSON.stringify(got));
    }
  });
});

Deno.test("BadHttp stalls after some bytes, or says nothing at all, until the viewer leaves", async () => {
  await withServer(async (server) => {
    const url = `${server.url}/one%20two/a.ts`;
    const behaviours: readonly Behaviour[] = [{ kind: "stall", afterBytes: 70_000 }, { kind: "silent" }];
    for (const behaviour of behaviours) {
      server.behave(behaviour);
      let bytes = 0;
      const left = fetch(url, { signal: AbortSignal.timeout(300) }).then(async ({ body }) => {
        for await (const chunk of body ?? []) bytes += chunk.length;
      });
      await rejects(left, { name: "TimeoutError" });
      strictEqual(bytes, behaviour.kind === "stall" ? 70_000 : 0);
    }
  });
});

Deno.test("BadHttp trickles", async () => {
  await withServer(async (server) => {
    server.behave({ kind: "trickle", bytesPerSecond: 100_000 });
    const startedMs = performance.now();
    const { bytes } = await read(`${server.url}/one%20two/a.ts`, 20_000);
    ok(performance.now() - startedMs >= 100, `${bytes} bytes in ${performance.now() - startedMs} ms`);
  });
});

Deno.test("BadHttp serves one connection at a time, and counts the others", async () => {
  await withServer(async (server) => {
    const url = `${server.url}/one%20two/a.ts`;
    const single = { kind: "single" } as const;
    server.behave(single);
    // It holds its connection because nobody reads, once the buffers between are full.
    await Deno.writeFile(`${server.folder}/big.ts`, new Uint8Array(30_000_000));
    const first = await fetch(`${server.url}/big.ts`);
    const second = await fetch(url);
    deepStrictEqual([second.status, await second.text(), server.secondConnections], [503, "", 1]);
    await first.body?.cancel();
    for (let status = 503; status !== 200;) {
      const third = await fetch(url);
      status = third.status;
      await third.body?.cancel();
    }
  });
});

Deno.test("BadHttp that is down refuses connections and cuts those there are; up again, it serves", async () => {
  await withServer(async (server) => {
    const url = `${server.url}/one%20two/a.ts`;
    server.behave({ kind: "stall", afterBytes: 1_000 });
    const reader = (await fetch(url)).body?.getReader();
    await reader?.read();
    server.down();
    await rejects(reader?.read() ?? Promise.resolve(), TypeError);
    await rejects(fetch(url), TypeError);
    strictEqual(server.connections, 0);
    server.behave({ kind: "ok" });
    server.up();
    deepStrictEqual(await read(url), { bytes: 200_000, isBroken: false });
  });
});
