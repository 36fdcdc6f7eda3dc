// A stretch of bytes: first in the chunk that the caller owns, and copied only if it must outlive that chunk.

const EMPTY = new Uint8Array(0);

export class Span {
  bytes: Uint8Array = EMPTY;
  start = 0;
  end = 0;
  #own: Uint8Array = EMPTY;
  #isOwn = false;

  get length(): number {
    return this.end - this.start;
  }

  clear(): void {
    this.start = 0;
    this.end = 0;
    this.#isOwn = true;
    this.bytes = this.#own;
  }

  set(bytes: Uint8Array, start: number, end: number): void {
    this.bytes = bytes;
    this.start = start;
    this.end = end;
    this.#isOwn = false;
  }

  /** Copies the bytes, unless they are copied already. */
  keep(): void {
    if (this.#isOwn) return;
    const { bytes, start, length } = this;
    if (this.#own.length < length) this.#own = new Uint8Array(length * 2);
    for (let index = 0; index < length; index++) this.#own[index] = bytes[start + index] as number;
    this.bytes = this.#own;
    this.start = 0;
    this.end = length;
    this.#isOwn = true;
  }

  /** Copies more bytes behind the kept ones. */
  append(bytes: Uint8Array, start: number, end: number): void {
    this.keep();
    const length = this.end + end - start;
    if (this.#own.length < length) {
      const grown = new Uint8Array(length * 2);
      grown.set(this.#own.subarray(0, this.end));
      this.#own = grown;
      this.bytes = grown;
    }
    for (let from = start; from < end; from++) this.#own[this.end++] = bytes[from] as number;
  }
}
