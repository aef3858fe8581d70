import { strictEqual } from "node:assert/strict";
import { WrongTokens } from "../../routes/wrong_tokens.ts";
import { FakeClock } from "../fakes/fake_clock.ts";

const GUESSER = "203.0.113.7";

Deno.test({
  name: "WrongTokens",
  permissions: "none",
  async fn(t) {
    const clock = new FakeClock();
    const wrong = new WrongTokens(clock);
    const guess = (address: string, times: number) => {
      for (let index = 0; index < times; index++) wrong.note(address, `guess ${index}`);
    };

    await t.step("ten different ones are too many, one repeated is not", () => {
      for (let index = 0; index < 50; index++) wrong.note("203.0.113.8", "the same");
      strictEqual(wrong.areTooMany("203.0.113.8"), false);
      guess(GUESSER, 9);
      strictEqual(wrong.areTooMany(GUESSER), false);
      guess(GUESSER, 10);
      strictEqual(wrong.areTooMany(GUESSER), true);
      strictEqual(wrong.areTooMany("203.0.113.9"), false);
    });
    await t.step("they are forgotten a minute after the first", async () => {
      await clock.advance(59_999);
      strictEqual(wrong.areTooMany(GUESSER), true);
      await clock.advance(1);
      strictEqual(wrong.areTooMany(GUESSER), false);
    });
    await t.step("the addresses of one IPv6 network count as one", () => {
      for (let index = 0; index < 10; index++) wrong.note(`2001:db8:0:1::${index}`, `guess ${index}`);
      strictEqual(wrong.areTooMany("2001:db8:0:1:ffff::1"), true);
      strictEqual(wrong.areTooMany("2001:db8:0:2::1"), false);
    });
    await t.step("with a thousand newer ones, an address is forgotten", () => {
      guess(GUESSER, 10);
      const others = Array.from({ length: 999 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
      for (const address of others) wrong.note(address, "guess");
      strictEqual(wrong.areTooMany(GUESSER), true);
      wrong.note("10.1.0.0", "guess");
      strictEqual(wrong.areTooMany(GUESSER), false);
    });
  },
});
