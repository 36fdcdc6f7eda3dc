// Seeded randomness: a stream (pure-rand) for shuffles and resampling, and a stateless hash for values that must be
// equal in every process, whatever the order of the calls (such as the cost of task 17).
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** A deterministic stream: equal seeds give equal streams. */
export interface Random {
  /** Uniform in [0, 1). */
  float(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
}

export function createRandom(seed: number): Random {
  // The seed is mixed first: with small seeds, the first outputs of this generator are similar.
  const generator = xoroshiro128plus(mix(seed));
  return { float: () => uniformFloat64(generator), below: (bound) => uniformInt(generator, 0, bound - 1) };
}

/** Fisher–Yates shuffle, in place; returns its argument. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  }
  return items;
}

/**
 * Uniform in (0, 1); a pure function of (seed, index, stream). MurmurHash3's 32-bit finaliser over a Weyl sequence,
 * twice, gives 52 bits. The result is never 0 or 1, so its logarithm and its inverse powers are finite.
 */
export function hashedUniform(seed: number, index: number, stream = 0): number {
  const high = mix(Math.imul(index, 0x9e3779b1) ^ mix(seed ^ Math.imul(stream + 1, 0x85ebca77)));
  const low = mix(high ^ Math.imul(index + 1, 0xc2b2ae3d));
  return (high * 2 ** 20 + (low >>> 12) + 0.5) / 2 ** 52;
}

function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
