import { deepStrictEqual } from "node:assert/strict";
import { dialChannel, dialVirtualChannel } from "../../src/hdhomerun/channel_wish.ts";
import { fakeChannel } from "../fakes/fake_route_parts.ts";

const SEVEN = fakeChannel("7", "Seven");
const SEVEN_ONE = fakeChannel("7.1", "Seven one");
const CHANNELS = [SEVEN, SEVEN_ONE];

Deno.test({
  name: "dialChannel() finds channels by number, believes in frequencies and refuses the rest",
  permissions: "none",
  async fn(t) {
    const bad = { error: "invalid channel" };
    const cases = [
      { text: "auto:v7", want: { text: "auto:v7", channel: SEVEN } },
      { text: "auto:7", want: { text: "auto:v7", channel: SEVEN } },
      { text: "8vsb:v7.1", want: { text: "auto:v7.1", channel: SEVEN_ONE } },
      { text: "auto:7.1", want: { text: "auto:v7.1", channel: SEVEN_ONE } },
      { text: "auto:473000000", want: { text: "auto:473000000", channel: null } },
      { text: "qam256:8", want: { text: "qam256:8", channel: null } },
      { text: "none", want: { text: "none", channel: null } },
      { text: "auto:v99", want: { error: "unknown virtual channel" } },
      { text: "auto:v", want: { error: "invalid virtual channel" } },
      { text: "auto", want: bad },
      { text: "auto:", want: bad },
      { text: "auto:v7:1", want: bad },
      { text: "fm:7", want: bad },
      { text: "auto:seven", want: bad },
      { text: "", want: bad },
    ];
    for (const { text, want } of cases) {
      await t.step(text, () => deepStrictEqual(dialChannel(text, CHANNELS), want));
    }
  },
});

Deno.test({
  name: "dialVirtualChannel() takes 7.1 and 7-1 alike",
  permissions: "none",
  fn() {
    const want = { text: "auto:v7.1", channel: SEVEN_ONE };
    deepStrictEqual(dialVirtualChannel("7.1", CHANNELS), want);
    deepStrictEqual(dialVirtualChannel("7-1", CHANNELS), want);
    deepStrictEqual(dialVirtualChannel("none", CHANNELS), { text: "none", channel: null });
    deepStrictEqual(dialVirtualChannel("7.2", CHANNELS), { error: "unknown virtual channel" });
    deepStrictEqual(dialVirtualChannel("v7", CHANNELS), { error: "invalid virtual channel" });
  },
});
