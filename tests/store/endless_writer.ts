/** A child of kill_test.ts: opens the store named by its argument and writes until it is killed. */
import { openStore } from "../../src/store/mod.ts";
import { found, INFO, programme } from "./samples.ts";

const path = Deno.args[0] ?? "";
const say = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));

say("opening");
using store = await openStore({ path });
for (let round = 0;; round++) {
  const startMs = store.timelines.endMs("1") ?? 0;
  const fromMs = round % 3 === 0 ? Math.max(0, startMs - 15) : startMs;
  const programmes = Array.from(
    { length: 20 },
    (_, n) => programme("1", fromMs + n * 10, fromMs + n * 10 + 10),
  );
  store.timelines.replaceFrom("1", fromMs, programmes, String(fromMs + 200));
  store.transaction(() => {
    const left = store.media.upsert(found(`/media/${round % 50}-left.mkv`, { sizeBytes: round }), INFO);
    store.media.upsert(found(`/media/${round % 50}-right.mkv`, { sizeBytes: round }), INFO);
    store.identity.set("last", String(left));
  });
  say("written");
}
