import { PRIVATE_NETWORKS } from "../src/private_networks.ts";

/** Addresses only a machine nearby can have: loopback, private and link-local ones. */
const PRIVATE_BLOCKS = [...PRIVATE_NETWORKS, "::1/128", "fc00::/7", "fe80::/10"];
const LOOPBACK_BLOCKS = ["127.0.0.0/8", "::1/128"];

/** Whether an address belongs to the machine itself or its local network. */
export function isPrivateAddress(address: string): boolean {
  return PRIVATE_BLOCKS.some((block) => isWithin(address, block));
}

/** Whether an address belongs to the machine itself. */
export function isLoopbackAddress(address: string): boolean {
  return LOOPBACK_BLOCKS.some((block) => isWithin(address, block));
}

/**
 * Whether an address lies in a block; never for text that is no address.
 *
 * @param address IPv4 or IPv6; an IPv4 address in IPv6 clothes (`::ffff:10.0.0.1`) counts as IPv4.
 * @param block An address, or an address, a slash and the number of leading bits that count.
 */
export function isWithin(address: string, block: string): boolean {
  const [network = "", bitsText] = block.split("/");
  const one = parseAddress(address);
  const other = parseAddress(network);
  if (one === null || other === null || one.length !== other.length) return false;
  const bits = bitsText === undefined ? one.length * 8 : Number(bitsText);
  for (let bit = 0; bit < bits; bit++) {
    const mask = 0x80 >> (bit % 8);
    const index = Math.floor(bit / 8);
    if (((one[index] ?? 0) & mask) !== ((other[index] ?? 0) & mask)) return false;
  }
  return true;
}

/**
 * The bytes of an address: four for IPv4, sixteen for IPv6, null for anything else.
 *
 * @param text Without brackets; a zone (`%eth0`) is left out of account.
 */
export function parseAddress(text: string): readonly number[] | null {
  const address = text.replace(/%.*$/, "");
  if (!address.includes(":")) return parseV4(address);
  const bytes = parseV6(address);
  // RFC 4291 §2.5.5.2: ::ffff:a.b.c.d is the IPv4 address a.b.c.d.
  const isMapped = bytes?.slice(0, 12).join() === "0,0,0,0,0,0,0,0,0,0,255,255";
  return bytes !== null && isMapped ? bytes.slice(12) : bytes;
}

function parseV4(text: string): number[] | null {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return null;
  const bytes = text.split(".").map(Number);
  return bytes.every((byte) => byte < 256) ? bytes : null;
}

/** RFC 4291 §2.2: eight groups of up to four hex digits, one run of zeros as `::`, the last two perhaps as IPv4. */
function parseV6(text: string): number[] | null {
  const [head = "", tail, ...more] = text.split("::");
  if (more.length > 0) return null;
  const start = parseGroups(head);
  const end = parseGroups(tail ?? "");
  if (start === null || end === null) return null;
  const missing = 16 - start.length - end.length;
  const isComplete = tail === undefined ? missing === 0 : missing >= 2;
  return isComplete ? [...start, ...Array<number>(missing).fill(0), ...end] : null;
}

function parseGroups(text: string): number[] | null {
  if (text === "") return [];
  const bytes: number[] = [];
  const groups = text.split(":");
  for (const [index, group] of groups.entries()) {
    const v4 = index === groups.length - 1 ? parseV4(group) : null;
    if (v4 !== null) bytes.push(...v4);
    else if (/^[0-9a-f]{1,4}$/i.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    } else return null;
  }
  return bytes;
}
