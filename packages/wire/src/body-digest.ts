// A digest of a message body, computed over the parts of the body as they arrive. It recognises equal bodies; it is not
// cryptographic: whoever chooses the bodies can make two of them collide.
// Two 32-bit lanes, each mixed like MurmurHash3 (https://github.com/aappleby/smhasher/wiki/MurmurHash3), over the words
// of the body.

const FIRST_SEED = 0x9747b28c | 0;
const SECOND_SEED = 0x3c6ef372;
/** Signed: an addition of a larger number would be one of doubles. */
const ADDEND = 0xe6546b64 | 0;

export class BodyDigest {
  #first = FIRST_SEED;
  #second = SECOND_SEED;
  /** The bytes that do not fill a word yet: a word may be split between two parts. */
  #rest = 0;
  #restBytes = 0;
  #length = 0;

  begin(): void {
    this.#first = FIRST_SEED;
    this.#second = SECOND_SEED;
    this.#rest = 0;
    this.#restBytes = 0;
    this.#length = 0;
  }

  add(bytes: Uint8Array, start: number, end: number): void {
    this.#length += end - start;
    let at = start;
    while (this.#restBytes > 0 && at < end) this.#byte(bytes[at++] as number);
    let first = this.#first;
    let second = this.#second;
    for (; at + 4 <= end; at += 4) {
      const word =
        (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24);
      first = mix(first, Math.imul(word, 0xcc9e2d51));
      second = mix(second, Math.imul(word, 0x85ebca6b) ^ (word >>> 15));
    }
    this.#first = first;
    this.#second = second;
    while (at < end) this.#byte(bytes[at++] as number);
  }

  /** 53 bits, so that the digest is an exact number. */
  get value(): number {
    const first = finish(this.#first ^ this.#rest ^ this.#length);
    const second = finish(this.#second ^ Math.imul(this.#rest, 0x1b873593) ^ Math.imul(this.#length, 0x9e3779b1));
    return (second & 0x1f_ffff) * 2 ** 32 + (first >>> 0);
  }

  #byte(value: number): void {
    this.#rest |= value << (8 * this.#restBytes);
    if (++this.#restBytes < 4) return;
    this.#first = mix(this.#first, Math.imul(this.#rest, 0xcc9e2d51));
    this.#second = mix(this.#second, Math.imul(this.#rest, 0x85ebca6b) ^ (this.#rest >>> 15));
    this.#rest = 0;
    this.#restBytes = 0;
  }
}

function mix(state: number, word: number): number {
  const mixed = state ^ Math.imul((word << 15) | (word >>> 17), 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + ADDEND) | 0;
}

function finish(state: number): number {
  let value = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return value ^ (value >>> 16);
}
