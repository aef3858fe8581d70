import { deepStrictEqual, match, ok, strictEqual } from "node:assert/strict";
import { createApp, type RouteParts } from "../../routes/mod.ts";
import { fakeRoutes } from "../fakes/fake_route_parts.ts";

/** Serves the routes on a free port of the loopback while `work` runs. */
async function withServer(parts: RouteParts, work: (port: number) => Promise<void>): Promise<void> {
  const app = createApp(parts);
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request, info) => {
    return app.fetch(request, info);
  });
  try {
    await work(server.addr.port);
  } finally {
    await server.shutdown();
  }
}

/** Sends bytes as they are, and reads until the server closes. */
async function send(port: number, head: string): Promise<string> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const bytes = Uint8Array.from(head, (character) => character.charCodeAt(0));
  const decoder = new TextDecoder("latin1");
  const buffer = new Uint8Array(65_536);
  let text = "";
  try {
    for (let sent = 0; sent < bytes.length;) sent += await connection.write(bytes.subarray(sent));
    for (let count = await connection.read(buffer); count !== null; count = await connection.read(buffer)) {
      text += decoder.decode(buffer.subarray(0, count));
    }
  } catch (thrown) {
    // A server that refuses a huge header hangs up before all of it is there.
    if (!(thrown instanceof Deno.errors.ConnectionReset || thrown instanceof Deno.errors.BrokenPipe)) {
      throw thrown;
    }
  }
  return text;
}

const CLOSE = "Connection: close\r\n\r\n";

Deno.test("over a real socket, odd requests get a clear status", async (t) => {
  const { parts, logged } = fakeRoutes();
  const cases = [
    { name: "an ordinary one", head: `GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n${CLOSE}`, status: 200 },
    { name: "no Host", head: `GET /health HTTP/1.1\r\n${CLOSE}`, status: 200 },
    { name: "HTTP/1.0", head: "GET /health HTTP/1.0\r\n\r\n", status: 200 },
    { name: "a Host with a space", head: `GET /health HTTP/1.1\r\nHost: a b\r\n${CLOSE}`, status: 400 },
    { name: "half an IPv6 Host", head: `GET /health HTTP/1.1\r\nHost: [::1\r\n${CLOSE}`, status: 400 },
    {
      name: "a Host with an impossible port",
      head: `GET /health HTTP/1.1\r\nHost: a:99999\r\n${CLOSE}`,
      status: 400,
    },
    {
      name: "a Host with a broken % code",
      head: `GET /health HTTP/1.1\r\nHost: %zz\r\n${CLOSE}`,
      status: 400,
    },
    {
      name: "a Host that is no text",
      head: `GET /discover.json HTTP/1.1\r\nHost: \xff\xfe\r\n${CLOSE}`,
      status: 200,
    },
    { name: "a Host with a path", head: `GET /health HTTP/1.1\r\nHost: a/b\r\n${CLOSE}`, status: 404 },
    { name: "a path that is no text", head: `GET /\xff\xfe HTTP/1.1\r\nHost: a\r\n${CLOSE}`, status: 400 },
    { name: "two slashes", head: `GET //health HTTP/1.1\r\nHost: a\r\n${CLOSE}`, status: 404 },
    { name: "climbing", head: `GET /static/../../config.yaml HTTP/1.1\r\nHost: a\r\n${CLOSE}`, status: 404 },
    { name: "TRACE", head: `TRACE /health HTTP/1.1\r\nHost: a\r\n${CLOSE}`, status: 405 },
    {
      name: "a 1 MB header",
      head: `GET / HTTP/1.1\r\nHost: a\r\nX: ${"a".repeat(1_000_000)}\r\n${CLOSE}`,
      status: 400,
    },
  ];
  await withServer(parts, async (port) => {
    for (const { name, head, status } of cases) {
      await t.step(name, async () => match(await send(port, head), new RegExp(`^HTTP/1\\.[01] ${status} `)));
    }
  });
  strictEqual(logged.length, 0);
});

/** A channel whose stream ends by itself after one packet. */
function shortStream(): RouteParts {
  const { parts } = fakeRoutes();
  const open = () =>
    Promise.resolve({ sessionId: "s1", body: new Blob([new Uint8Array(188).fill(0x47)]).stream() });
  return { ...parts, tuning: { ...parts.tuning, open } };
}

Deno.test("over a real socket, a stream is what each kind of client understands", async (t) => {
  const PACKET = "G".repeat(188);
  const get = (version: string, ...headers: string[]) =>
    [`GET /auto/v2 HTTP/${version}`, "Host: a", ...headers, "", ""].join("\r\n");
  const cases = [
    { name: "HTTP/1.0: until the connection is closed", head: get("1.0"), body: PACKET },
    {
      name: "HTTP/1.1: in chunks",
      head: get("1.1", "Connection: close"),
      body: `bc\r\n${PACKET}\r\n0\r\n\r\n`,
    },
    {
      name: "Plex, ffmpeg: a range from the beginning, and metadata nobody has",
      head: get("1.1", "Range: bytes=0-", "Icy-MetaData: 1", "Connection: close"),
      body: `bc\r\n${PACKET}\r\n0\r\n\r\n`,
    },
    {
      name: "a range from elsewhere: a live stream has no elsewhere",
      head: get("1.0", "Range: bytes=5000-"),
      body: PACKET,
    },
    { name: "a range that is none", head: get("1.0", "Range: lines=-"), body: PACKET },
    {
      name: "a client that announces a body it does not send",
      head: get("1.0", "Expect: 100-continue"),
      body: PACKET,
    },
    {
      name: "absurd headers",
      head: get("1.0", "Accept: ;;q=,", "TE: \t", "If-Match: *", "Upgrade: h2c"),
      body: PACKET,
    },
    {
      name: "eighty headers",
      head: get("1.0", ...Array.from({ length: 80 }, (_, at) => `X-${at}: ${at}`)),
      body: PACKET,
    },
  ];
  await withServer(shortStream(), async (port) => {
    for (const { name, head, body } of cases) {
      await t.step(name, async () => {
        const answer = await send(port, head);
        const [lines = "", ...rest] = answer.split("\r\n\r\n");
        match(lines, /^HTTP\/1\.[01] 200 /);
        match(lines, /^content-type: video\/mp2t$/im);
        strictEqual(/^(content-length|content-range|icy-.*):/im.test(lines), false, lines);
        strictEqual(rest.join("\r\n\r\n"), body);
      });
    }
  });
});

Deno.test("over a real socket, one connection carries many requests, and tells when it is the last", async (t) => {
  await withServer(shortStream(), async (port) => {
    const request = (method: string, path: string, ...headers: string[]) =>
      [`${method} ${path} HTTP/1.1`, "Host: a", ...headers, "", ""].join("\r\n");
    await t.step("documents, a look at a stream, the stream itself, a scan, all at once", async () => {
      const answer = await send(
        port,
        request("GET", "/discover.json") + request("HEAD", "/auto/v2") + request("GET", "/auto/v2") +
          request("POST", "/lineup.post?scan=start&source=Cable", "Content-Length: 0") +
          request("GET", "/lineup_status.json", "Connection: close"),
      );
      deepStrictEqual(answer.match(/HTTP\/1\.1 \d+/g), Array(5).fill("HTTP/1.1 200"));
    });
    await t.step("a body that is asked for before it is sent", async () => {
      using connection = await Deno.connect({ hostname: "127.0.0.1", port });
      const head = request(
        ...["POST", "/lineup.post?scan=abort", "Content-Length: 4"] as const,
        ...["Expect: 100-continue", "Connection: close"],
      );
      await connection.write(new TextEncoder().encode(head));
      const buffer = new Uint8Array(1_024);
      const first = new TextDecoder().decode(buffer.subarray(0, await connection.read(buffer) ?? 0));
      // Either asked for, or answered without it: both let the client go on.
      match(first, /^HTTP\/1\.1 (100|200) /);
    });
    await t.step("HTTP/1.0 with keep-alive", async () => {
      const answer = await send(
        port,
        "GET /lineup_status.json HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET /lineup_status.json HTTP/1.0\r\n\r\n",
      );
      deepStrictEqual(answer.match(/HTTP\/1\.[01] \d+/g)?.length, 2);
    });
  });
});

Deno.test("over a real socket, a viewer who leaves gives the stream back", async () => {
  const { parts } = fakeRoutes();
  const { promise: left, resolve } = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new Uint8Array(188).fill(0x47)),
    cancel: () => resolve(),
  });
  const open = () => Promise.resolve({ sessionId: "s1", body });
  await withServer({ ...parts, tuning: { ...parts.tuning, open } }, async (port) => {
    const response = await fetch(`http://127.0.0.1:${port}/auto/v2`, { headers: { range: "bytes=0-" } });
    strictEqual(response.status, 200);
    strictEqual(response.headers.get("content-length"), null);
    const reader = response.body?.getReader();
    ok((await reader?.read())?.value?.every((byte) => byte === 0x47));
    await reader?.cancel();
    await left;
  });
});
