// CRC-32 (IEEE 802.3, reflected polynomial 0xEDB88320) over whole records, eight bytes per step (slicing-by-8). The
// blocks of a shard are short, and for short blocks the call into zlib costs more than the checksum itself.

const POLYNOMIAL = 0xedb88320;
/** Eight tables of 256 entries, one after the other: table k advances a byte by k further bytes. */
const TABLES = buildTables();

/**
 * The checksum of the words from index `from` up to, not including, `to`: an even number of words, each read from its
 * least significant byte, so that on a little-endian host this is the CRC-32 of the bytes. `seed` is the checksum of
 * the preceding data.
 */
export function crc32(words: Uint32Array, from: number, to: number, seed: number): number {
  const t = TABLES;
  let crc = ~seed;
  for (let index = from; index < to; index += 2) {
    const a = crc ^ (words[index] ?? 0);
    const b = words[index + 1] ?? 0;
    crc =
      (t[1792 + (a & 255)] ?? 0) ^
      (t[1536 + ((a >>> 8) & 255)] ?? 0) ^
      (t[1280 + ((a >>> 16) & 255)] ?? 0) ^
      (t[1024 + (a >>> 24)] ?? 0) ^
      (t[768 + (b & 255)] ?? 0) ^
      (t[512 + ((b >>> 8) & 255)] ?? 0) ^
      (t[256 + ((b >>> 16) & 255)] ?? 0) ^
      (t[b >>> 24] ?? 0);
  }
  return ~crc >>> 0;
}

function buildTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let index = 256; index < tables.length; index++) {
    const before = tables[index - 256] ?? 0;
    tables[index] = (before >>> 8) ^ (tables[before & 255] ?? 0);
  }
  return tables;
}
