import { crc32 as zlibCrc32 } from "node:zlib";
import { createRandom } from "@fairhare/core";
import { describe, expect, it } from "vitest";
import { crc32 } from "./crc32.ts";

describe("the checksum of a block", () => {
  it("equals the standard CRC-32, for any number of records", () => {
    const random = createRandom(1);
    for (let records = 0; records <= 40; records++) {
      const words = Uint32Array.from({ length: records * 8 }, () => random.below(2 ** 32));
      const bytes = new Uint8Array(words.buffer);
      expect(crc32(words, 0, words.length, 0)).toBe(zlibCrc32(bytes, 0));
    }
  });

  it("continues from the checksum of the preceding data", () => {
    const random = createRandom(2);
    const words = Uint32Array.from({ length: 64 }, () => random.below(2 ** 32));
    const first = crc32(words, 0, 24, 0);
    expect(crc32(words, 24, 64, first)).toBe(crc32(words, 0, 64, 0));
  });
});
