import { deepStrictEqual, throws } from "node:assert/strict";
import { parseConfig } from "../../src/config/mod.ts";

const CHANNEL = "name: A, schedule: {kind: loop, collection: {show: B}}";

function parseMirror(mirror: string) {
  const text = `channels: [{number: 5, ${CHANNEL}, inputs: {mirrors: [{from: /media, ${mirror}}]}}]`;
  return parseConfig({ text, name: "config.yaml", environment: {} }).config.channels[0]?.inputs.mirrors[0];
}

const GOOD: Readonly<Record<string, object>> = {
  "to: /b": { to: "/b", probe: "light", isSingleConnection: false },
  "to: /b, probe: none, single_connection: false": { to: "/b", probe: "none", isSingleConnection: false },
  'to: "http://nas/b", probe: full, single_connection: true': {
    ...{ to: "http://nas/b", probe: "full", isSingleConnection: true },
  },
};

const BAD: Readonly<Record<string, string>> = {
  "to: /b, probe: deep": 'probe: found "deep", expected none, light or full',
  "to: /b, single_connection: 1": "single_connection: found 1, expected true or false",
  "to: /b, single_connection: true": "single_connection: found true, expected false where to is a folder",
};

Deno.test({
  name: "A mirror says how it is looked at, and whether its server takes one connection",
  // The YAML parser asks for two variables of its own; they are not there.
  permissions: { env: ["LOG_TOKENS", "LOG_STREAM"] },
  async fn(t) {
    for (const [mirror, want] of Object.entries(GOOD)) {
      await t.step(mirror, () => deepStrictEqual(parseMirror(mirror), { from: "/media", ...want }));
    }
    for (const [mirror, complaint] of Object.entries(BAD)) {
      await t.step(mirror, () => {
        throws(() => parseMirror(mirror), (thrown: Error) => thrown.message.endsWith(`.${complaint}`));
      });
    }
  },
});
