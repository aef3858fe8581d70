import { deepStrictEqual, ok, throws } from "node:assert/strict";
import { ConfigFault, type ConfigSource, parseConfig } from "../../src/config/mod.ts";

/** Sees that a configuration is refused with exactly this message. */
export function refuses(source: Omit<ConfigSource, "name">, message: string): void {
  throws(() => parseConfig({ ...source, name: "config.yaml" }), (thrown) => {
    ok(thrown instanceof ConfigFault);
    deepStrictEqual([thrown.code, thrown.message], ["bad_config", message]);
    return true;
  });
}

/** A file with one channel that has a schedule. */
export function on(schedule: string, more = ""): string {
  return `channels: [{number: 5, name: A, schedule: ${schedule}}]${more}`;
}
