import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { createLogger } from "../../src/log.ts";
import { IMAGE_BOUNDS, ImageCache } from "../../src/metadata/image_cache.ts";
import type { HostReply } from "../../src/metadata/polite_client.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { jpeg, MemoryImages } from "../fakes/memory_images.ts";

const ORIGIN = "https://images.test";
const { signal } = new AbortController();

function world(bounds = IMAGE_BOUNDS, files = new MemoryImages()) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const logged: string[] = [];
  const replies = new Map<string, HostReply | Promise<HostReply>>();
  const cache = new ImageCache({
    ...{ files, clock, origins: [ORIGIN] },
    log: createLogger({ level: "debug", format: "json", clock, write: (line) => logged.push(line) }),
    client: {
      ask({ url }) {
        asked.push(url);
        const reply = replies.get(url) ?? { kind: "ok", bytes: jpeg(100) };
        return Promise.resolve(reply);
      },
    },
  }, bounds);
  return { cache, files, clock, asked, replies, logged };
}

Deno.test("ImageCache gets an image once, and knows it after a restart", async () => {
  const { cache, files, asked } = world();
  const [one, same] = await Promise.all([
    cache.get(`${ORIGIN}/a.jpg`, signal),
    cache.get(`${ORIGIN}/a.jpg`, signal),
  ]);
  deepStrictEqual([one?.type, one?.bytes.length, same?.etag], ["image/jpeg", 100, one?.etag]);
  strictEqual((await cache.get(`${ORIGIN}/a.jpg`, signal))?.etag, one?.etag);
  strictEqual(asked.length, 1);
  const again = world(IMAGE_BOUNDS, files);
  strictEqual((await again.cache.get(`${ORIGIN}/a.jpg`, signal))?.etag, one?.etag);
  strictEqual(again.asked.length, 0);
});

Deno.test("ImageCache keeps and serves pictures only, from hosts it knows only", async (t) => {
  const svg = new TextEncoder().encode("<svg onload='alert(1)'/>");
  const CASES: readonly [name: string, reply: HostReply][] = [
    ["SVG", { kind: "ok", bytes: svg }],
    ["nothing", { kind: "ok", bytes: new Uint8Array() }],
    ["404", { kind: "none" }],
    ["too large, or no answer", { kind: "unavailable", reason: "x" }],
    ["401", { kind: "unauthorized" }],
  ];
  for (const [name, reply] of CASES) {
    await t.step(name, async () => {
      const { cache, replies, files, asked, clock } = world();
      replies.set(`${ORIGIN}/a`, reply);
      strictEqual(await cache.get(`${ORIGIN}/a`, signal), null);
      strictEqual(await cache.get(`${ORIGIN}/a`, signal), null);
      deepStrictEqual([files.files.size, asked.length], [0, 1], "it is not asked for again for a while");
      replies.delete(`${ORIGIN}/a`);
      await clock.advance(3_600_000);
      ok(await cache.get(`${ORIGIN}/a`, signal) !== null);
    });
  }
  for (const url of ["https://evil.test/a.jpg", "http://images.test/a.jpg", "file:///etc/passwd", "x", ""]) {
    await t.step(`${url} is not asked for`, async () => {
      const { cache, asked } = world();
      deepStrictEqual([await cache.get(url, signal), asked], [null, []]);
    });
  }
});

Deno.test("ImageCache serves what the disk does not take, and gets anew what the disk spoilt", async () => {
  const { cache, files, asked, logged } = world();
  files.writeFault = "No space left on device";
  ok(await cache.get(`${ORIGIN}/a`, signal) !== null);
  ok(logged.some((line) => line.includes("No space left")));
  files.writeFault = null;
  ok(await cache.get(`${ORIGIN}/b`, signal) !== null);
  for (const file of files.files.values()) file.bytes = new TextEncoder().encode("garbage");
  ok(await cache.get(`${ORIGIN}/b`, signal) !== null);
  strictEqual(asked.filter((url) => url.endsWith("/b")).length, 2);
});

Deno.test("ImageCache drops what was not looked at for longest", async () => {
  const { cache, clock, files } = world({ ...IMAGE_BOUNDS, imagesMax: 2 });
  for (const name of ["a", "b"]) {
    await cache.get(`${ORIGIN}/${name}`, signal);
    await clock.advance(1_000);
  }
  const [a] = files.files.keys();
  await cache.get(`${ORIGIN}/a`, signal);
  await clock.advance(1_000);
  await cache.get(`${ORIGIN}/c`, signal);
  deepStrictEqual([files.files.size, files.files.has(a ?? "")], [2, true]);
});

Deno.test("ImageCache removes what was left half-written, and what is too much after a restart", async () => {
  const files = new MemoryImages();
  for (const name of ["one", "two.part", "three"]) await files.write(name, jpeg(100));
  const { cache } = world({ ...IMAGE_BOUNDS, bytesMax: 150 }, files);
  await cache.get("nothing", signal);
  deepStrictEqual([[...files.files.keys()], cache.usage()], [["three"], { bytes: 100, images: 1 }]);
});

Deno.test("ImageCache keeps its bounds, whatever is asked of it", async () => {
  const wish = fc.record({ name: fc.nat(20), length: fc.integer({ min: 4, max: 400 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(wish, { maxLength: 40 }), async (wishes) => {
      const bounds = { bytesMax: 1_000, imagesMax: 5, imageBytesMax: 400 };
      const { cache, files, replies, clock } = world(bounds);
      for (const { name, length } of wishes) {
        replies.set(`${ORIGIN}/${name}`, { kind: "ok", bytes: jpeg(length) });
        ok(await cache.get(`${ORIGIN}/${name}`, signal) !== null);
        await clock.advance(1);
        const bytes = files.files.values().reduce((sum, file) => sum + file.bytes.length, 0);
        deepStrictEqual(cache.usage(), { bytes, images: files.files.size });
        ok(bytes <= bounds.bytesMax && files.files.size <= bounds.imagesMax);
      }
    }),
    { numRuns: 50 },
  );
});

Deno.test("ImageCache has few images on their way at the same time", async () => {
  const { cache, replies, asked } = world();
  const { promise, resolve } = Promise.withResolvers<HostReply>();
  const all = Array.from({ length: 40 }, (_, at) => {
    replies.set(`${ORIGIN}/${at}`, promise);
    return cache.get(`${ORIGIN}/${at}`, signal);
  });
  resolve({ kind: "none" });
  await Promise.all(all);
  strictEqual(asked.length, 32);
});
