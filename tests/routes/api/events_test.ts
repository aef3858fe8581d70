import { match, strictEqual } from "node:assert/strict";
import { EventBus, type EventListener, type ProgramEvent } from "../../../src/events.ts";
import { LIMITS } from "../../../src/limits.ts";
import { fakeRoutes, problemCode } from "../../fakes/fake_route_parts.ts";

/** An event bus that tells how many listen. */
class CountingBus extends EventBus {
  listeners = 0;

  override subscribe(listener: EventListener): Disposable {
    const subscription = super.subscribe(listener);
    this.listeners += 1;
    return {
      [Symbol.dispose]: () => {
        subscription[Symbol.dispose]();
        this.listeners -= 1;
      },
    };
  }
}

function setUp() {
  const events = new CountingBus();
  const routes = fakeRoutes({ events });
  const listen = async () => {
    const response = await routes.ask("/api/v1/events");
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (!reader) throw new Error("Cannot listen: there is no body");
    const read = async () => (await reader.read()).value;
    return { response, reader, read };
  };
  return { ...routes, events, listen };
}

Deno.test("GET /api/v1/events tells what happens, in order, and shows signs of life", async () => {
  const { events, clock, listen } = setUp();
  const { response, reader, read } = await listen();
  strictEqual(response.headers.get("content-type"), "text/event-stream");
  strictEqual(await read(), ": listening\n\n");
  events.publish({ kind: "demo_progress", done: 1, total: 3 });
  events.publish({ kind: "joint", channelId: "a", title: "Line\nbreak" });
  strictEqual(await read(), 'event: demo_progress\ndata: {"kind":"demo_progress","done":1,"total":3}\n\n');
  strictEqual(
    await read(),
    'event: joint\ndata: {"kind":"joint","channelId":"a","title":"Line\\nbreak"}\n\n',
  );
  await clock.advance(LIMITS.eventHeartbeatMs);
  strictEqual(await read(), ": alive\n\n");
  strictEqual(events.listeners, 1);
  await reader.cancel();
  strictEqual(events.listeners, 0);
});

Deno.test("a listener that takes nothing loses events, then its place", async () => {
  const { ask, events, clock } = setUp();
  const response = await ask("/api/v1/events");
  for (let done = 0; done < 10 * LIMITS.eventsQueuedMax; done++) {
    events.publish({ kind: "demo_progress", done, total: 0 });
  }
  strictEqual(events.listeners, 1);
  await clock.advance(LIMITS.eventHeartbeatMs);
  strictEqual(events.listeners, 0);
  const text = await response.text();
  strictEqual(text.split("\n\n").length - 1, LIMITS.eventsQueuedMax);
  match(text, /"done":0,/);
});

Deno.test("HEAD on the events makes no listener", async () => {
  const { ask, events } = setUp();
  const response = await ask("/api/v1/events", { method: "HEAD" });
  strictEqual(response.headers.get("content-type"), "text/event-stream");
  strictEqual(events.listeners, 0);
});

Deno.test("only so many clients may listen, and a place is free again when one leaves", async () => {
  const { ask, events } = setUp();
  const bodies: (ReadableStream | null)[] = [];
  for (let count = 0; count < LIMITS.eventStreamsMax; count++) {
    bodies.push((await ask("/api/v1/events")).body);
  }
  const refused = await ask("/api/v1/events");
  strictEqual(refused.status, 503);
  strictEqual(await problemCode(refused), "too_many_sessions");
  await bodies[0]?.cancel();
  const admitted = await ask("/api/v1/events");
  strictEqual(admitted.status, 200);
  for (const body of [...bodies.slice(1), admitted.body]) await body?.cancel();
  strictEqual(events.listeners, 0);
});

Deno.test("GET /api/v1/events tells of inputs and channels that are lost and found", async () => {
  const { events, listen } = setUp();
  const { reader, read } = await listen();
  await read();
  const told: ProgramEvent[] = [
    { kind: "input_failover", channelId: "a", from: "primary", to: "mirror:0", reason: "stall" },
    { kind: "input_parked", channelId: "a", inputId: "primary" },
    { kind: "channel_exhausted", channelId: "a" },
    { kind: "channel_restored", channelId: "a" },
    { kind: "input_resumed", channelId: "a", inputId: "primary" },
  ];
  for (const event of told) {
    events.publish(event);
    strictEqual(await read(), `event: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`);
  }
  await reader.cancel();
});
