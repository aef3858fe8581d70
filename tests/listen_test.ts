import { deepStrictEqual, match, strictEqual, throws } from "node:assert/strict";
import { Fault } from "../src/fault.ts";
import { listen } from "../src/listen.ts";
import { createLogger } from "../src/log.ts";
import { FakeClock } from "./fakes/fake_clock.ts";

const HOST = "127.0.0.1";

Deno.test("listen() does without an extra port, but not without the main one", async (t) => {
  using taken = Deno.listen({ hostname: HOST, port: 0 });
  const { port } = taken.addr;

  await t.step("an extra port that is taken costs a warning", async () => {
    const { options, lines } = world();
    const listeners = listen([0, port, 0], options);
    strictEqual(listeners.length, 2);
    for (const listener of listeners) {
      const answer = await fetch(`http://${HOST}:${listener.addr.port}/`);
      strictEqual(await answer.text(), "here");
      await listener.shutdown();
    }
    deepStrictEqual(lines.map((line) => JSON.parse(line).level), ["warn"]);
    match(lines[0] ?? "", new RegExp(`Cannot listen on ${HOST} port ${port}: `));
  });

  await t.step("the main port that is taken is a fault, and no other is opened", () => {
    throws(
      () => listen([port, 0], world().options),
      (thrown) =>
        thrown instanceof Fault && thrown.code === "bad_config" && thrown.message.includes(`port ${port}`),
    );
  });
});

function world() {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const log = createLogger({ level: "info", format: "json", clock: new FakeClock(), write });
  return { lines, options: { host: HOST, log, answer: () => new Response("here") } };
}
