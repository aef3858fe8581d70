const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  return crc;
});

/**
 * The CRC of Ethernet (IEEE 802.3 §3.2.9): polynomial 0x04c11db7, reflected, start and result inverted.
 *
 * MPEG tables use the same polynomial the other way round, so `src/mpegts` has its own.
 *
 * @returns 0 to 2^32 - 1.
 */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  return ~crc >>> 0;
}
