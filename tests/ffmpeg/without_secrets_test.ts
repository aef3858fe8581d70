import { strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { withoutSecrets } from "../../src/ffmpeg/without_secrets.ts";

const CASES: [name: string, text: string, want: string][] = [
  ["a user and a password", "http://user:pa%40ss@host:80/a.mp4", "http://host:80/a.mp4"],
  ["an @ that nobody wrote as %40", "rtsp://user:p@ss@host/a", "rtsp://host/a"],
  ["a query", "https://host/a?X-Plex-Token=abc&b=1", "https://host/a?…"],
  ["a query without a path", "https://host?token=abc", "https://host?…"],
  ["a fragment", "https://host/a#token", "https://host/a?…"],
  [
    "an address in a sentence",
    "https://u@host/a?t=1: Server returned 404 Not Found",
    "https://host/a?…: Server returned 404 Not Found",
  ],
  [
    "one in quotes, and another",
    "Opening 'http://h/a.ts?t=1' for reading, not \"ftp://u:p@h/b\"",
    "Opening 'http://h/a.ts?…' for reading, not \"ftp://h/b\"",
  ],
  [
    "nothing of an address without secrets",
    "tcp://[::1]:1 and http://h/@me/a.mp4",
    "tcp://[::1]:1 and http://h/@me/a.mp4",
  ],
  ["nothing of a file's name", "file:/media/Who? What@Where #1.mkv", "file:/media/Who? What@Where #1.mkv"],
];

Deno.test({
  name: "withoutSecrets() takes out",
  permissions: "none",
  async fn(t) {
    for (const [name, text, want] of CASES) await t.step(name, () => strictEqual(withoutSecrets(text), want));
    await t.step("nothing more the second time", () => {
      for (const [, , want] of CASES) strictEqual(withoutSecrets(want), want);
    });
  },
});

Deno.test({
  name: "withoutSecrets() leaves no part of any user, password or query",
  permissions: "none",
  fn() {
    // Letters that occur nowhere else in the text, but for the marks addresses are made of.
    const secret = fc.string({ unit: fc.constantFrom(..."ABCXYZ:@%&=.~+-_"), minLength: 1, maxLength: 40 });
    fc.assert(fc.property(secret, secret, (user, query) => {
      const text = withoutSecrets(`cannot open http://${user}@host/path?${query}: no`);
      strictEqual(/[A-Z]/.test(text), false, text);
    }));
  },
});
