import { match, ok, strictEqual } from "node:assert/strict";
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
