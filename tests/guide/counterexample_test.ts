import { strictEqual } from "node:assert/strict";
import { tellCounterexample } from "../../src/guide/counterexample.ts";
import { disagreement } from "../../src/guide/look.ts";
import { symbolic } from "../../src/guide/symbolic.ts";
import { NOON_S, SOUND, span } from "./pieces.ts";

Deno.test("tellCounterexample() says where, when, what the guide says and what a viewer sees", {
  permissions: "none",
}, () => {
  const [, film = span(60, 180)] = SOUND.spans;
  const late = disagreement(
    { ...SOUND, spans: [span(0, 61), { ...film, startS: NOON_S + 61 }] },
    NOON_S + 60,
  );
  strictEqual(
    late === null ? "" : tellCounterexample(late),
    'Channel 5 Bars at 2026-01-05 12:01:00 UTC: the guide says "News" (12:00:00 to 12:01:01), a viewer sees ' +
      '"Film: Part 1" (12:01:00.500 to 12:03:00.750). Broken: At every instant the guide tells the programme that ' +
      "playout shows. (they are not the same)",
  );
  const none = symbolic({ ...SOUND, spans: [{ ...span(0, 60), startS: NaN }, film] });
  strictEqual(
    none === null ? "" : tellCounterexample({ ...none, atS: null, told: [], airs: null }),
    "Channel 5 Bars: the guide says nothing. Broken: A programme starts before it stops. " +
      `(it starts at NaN and stops at ${NOON_S + 60})`,
  );
});
