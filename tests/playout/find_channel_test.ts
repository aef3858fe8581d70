import { strictEqual, throws } from "node:assert/strict";
import { findChannel } from "../../src/playout/find_channel.ts";
import { channelOf } from "./samples.ts";

const CHANNELS = [channelOf("7.1"), channelOf("7.10"), channelOf("9", { isEnabled: false })];

Deno.test({
  name: "findChannel()",
  permissions: "none",
  async fn(t) {
    await t.step("compares numbers as they are written", () => {
      strictEqual(findChannel(CHANNELS, "7.10"), CHANNELS[1]);
    });
    const REFUSED = [
      ["one that is not there", "8", "8"],
      ["one that is disabled", "9", "9"],
      ["an endless number, of which it repeats a little", "9".repeat(5_000), "9".repeat(32)],
    ] as const;
    for (const [name, number, repeated] of REFUSED) {
      await t.step(`refuses ${name}`, () => {
        throws(() => findChannel(CHANNELS, number), {
          code: "unknown_channel",
          message: `Cannot tune: there is no channel ${repeated}`,
        });
      });
    }
  },
});
