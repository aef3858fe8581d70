import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import fc from "fast-check";
import { isLoopbackAddress, isPrivateAddress, isWithin, parseAddress } from "../../routes/addresses.ts";

Deno.test({
  name: "parseAddress() reads what is an address and nothing else",
  permissions: "none",
  async fn(t) {
    const zeros = (count: number) => Array<number>(count).fill(0);
    const cases: { text: string; want: readonly number[] | null }[] = [
      { text: "192.168.1.9", want: [192, 168, 1, 9] },
      { text: "::", want: zeros(16) },
      { text: "::1", want: [...zeros(15), 1] },
      { text: "fe80::1%eth0", want: [0xfe, 0x80, ...zeros(13), 1] },
      { text: "2001:DB8:1:2:3:4:5:6", want: [0x20, 1, 0x0d, 0xb8, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6] },
      { text: "::ffff:10.0.0.1", want: [10, 0, 0, 1] },
      { text: "64:ff9b::192.0.2.33", want: [0, 0x64, 0xff, 0x9b, ...zeros(8), 192, 0, 2, 33] },
      { text: "", want: null },
      { text: "256.1.1.1", want: null },
      { text: "1.2.3", want: null },
      { text: "1.2.3.4.5", want: null },
      { text: "localhost", want: null },
      { text: "1:2:3", want: null },
      { text: "1:2:3:4:5:6:7:8:9", want: null },
      { text: "1::2::3", want: null },
      { text: "1:2:3:4:5:6:7::8", want: null },
      { text: "::12345", want: null },
      { text: "::g", want: null },
      { text: "1.2.3.4::", want: [1, 2, 3, 4, ...zeros(12)] },
      { text: "[::1]", want: null },
      { text: ":", want: null },
    ];
    for (const { text, want } of cases) {
      await t.step(JSON.stringify(text), () => deepStrictEqual(parseAddress(text), want));
    }
  },
});

Deno.test({
  name: "isPrivateAddress() and isLoopbackAddress() know the borders of their blocks",
  permissions: "none",
  async fn(t) {
    const cases = [
      { address: "127.0.0.1", isPrivate: true, isLoopback: true },
      { address: "127.255.255.255", isPrivate: true, isLoopback: true },
      { address: "::1", isPrivate: true, isLoopback: true },
      { address: "::ffff:127.0.0.1", isPrivate: true, isLoopback: true },
      { address: "10.255.0.1", isPrivate: true, isLoopback: false },
      { address: "172.15.255.255", isPrivate: false, isLoopback: false },
      { address: "172.16.0.0", isPrivate: true, isLoopback: false },
      { address: "172.31.255.255", isPrivate: true, isLoopback: false },
      { address: "172.32.0.0", isPrivate: false, isLoopback: false },
      { address: "192.168.255.1", isPrivate: true, isLoopback: false },
      { address: "192.169.0.1", isPrivate: false, isLoopback: false },
      { address: "169.254.7.7", isPrivate: true, isLoopback: false },
      { address: "100.64.0.1", isPrivate: true, isLoopback: false },
      { address: "100.128.0.1", isPrivate: false, isLoopback: false },
      { address: "fd00::1", isPrivate: true, isLoopback: false },
      { address: "fe80::1%eth0", isPrivate: true, isLoopback: false },
      { address: "fec0::1", isPrivate: false, isLoopback: false },
      { address: "8.8.8.8", isPrivate: false, isLoopback: false },
      { address: "::ffff:8.8.8.8", isPrivate: false, isLoopback: false },
      { address: "2001:db8::1", isPrivate: false, isLoopback: false },
      { address: "::2", isPrivate: false, isLoopback: false },
      { address: "localhost", isPrivate: false, isLoopback: false },
      { address: "", isPrivate: false, isLoopback: false },
    ];
    for (const { address, isPrivate, isLoopback } of cases) {
      await t.step(address, () => {
        strictEqual(isPrivateAddress(address), isPrivate);
        strictEqual(isLoopbackAddress(address), isLoopback);
      });
    }
  },
});

Deno.test({
  name:
    "isWithin(): every address lies in the block of its own leading bits, and not with one of them flipped",
  permissions: "none",
  fn() {
    const address = fc.oneof(fc.ipV4(), fc.ipV6().filter((text) => (parseAddress(text)?.length ?? 0) === 16));
    fc.assert(fc.property(address, fc.nat(127), fc.nat(127), (text, first, second) => {
      const bytes = parseAddress(text);
      ok(bytes !== null);
      const bits = bytes.length * 8;
      const length = 1 + first % bits;
      const flipped = second % bits;
      const other = bytes.map((byte, index) =>
        index === Math.floor(flipped / 8) ? byte ^ (0x80 >> flipped % 8) : byte
      );
      const otherText = other.length === 4
        ? other.join(".")
        : other.map((byte, index) =>
          byte.toString(16).padStart(2, "0") + (index % 2 === 1 && index < 15 ? ":" : "")
        ).join("");
      ok(isWithin(text, `${text}/${length}`));
      strictEqual(isWithin(otherText, `${text}/${length}`), flipped >= length);
    }));
    ok(isWithin("10.1.2.3", "0.0.0.0/0"));
    ok(!isWithin("::1", "0.0.0.0/0"));
    ok(!isWithin("10.1.2.3", "nonsense/8"));
  },
});
