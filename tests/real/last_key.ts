/** Bytes of one packet. */
export const PACKET = 188;

/**
 * Where the PAT before the last key picture begins: in front of it no picture is open, whenever the viewer left.
 *
 * @param bytes Packets of one of our streams; the last one may be cut.
 */
export function lastKeyAt(bytes: Uint8Array): number {
  let at = bytes.length - bytes.length % PACKET - PACKET;
  // A picture begins (PID 0x100), with an adaptation field whose flags say random access.
  const isKey = () => bytes[at + 1] === 0x41 && bytes[at + 2] === 0 && ((bytes[at + 5] ?? 0) & 0x40) !== 0;
  while (at > 0 && !isKey()) at -= PACKET;
  while (at > 0 && !(bytes[at + 1] === 0x40 && bytes[at + 2] === 0)) at -= PACKET;
  return at;
}
