// Reads the fields of a method or content header in place. One reader is reused; it never throws: after a read past the
// end, every value is 0 or empty and `isShort` is true.
const decoder = new TextDecoder();

export class Fields {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  isShort = false;

  open(bytes: Uint8Array, start: number, end: number): this {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
    this.isShort = false;
    return this;
  }

  u8(): number {
    return this.#need(1) ? (this.bytes[this.at++] ?? 0) : 0;
  }

  u16(): number {
    if (!this.#need(2)) return 0;
    const { bytes, at } = this;
    this.at += 2;
    return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  }

  u32(): number {
    if (!this.#need(4)) return 0;
    const { bytes, at } = this;
    this.at += 4;
    return (
      (((bytes[at] as number) << 24) |
        ((bytes[at + 1] as number) << 16) |
        ((bytes[at + 2] as number) << 8) |
        (bytes[at + 3] as number)) >>>
      0
    );
  }

  /** Exact below 2^53; no delivery tag reaches that. */
  u64(): number {
    const high = this.u32();
    return high * 2 ** 32 + this.u32();
  }

  shortText(): string {
    return this.#text(this.u8());
  }

  longText(): string {
    return this.#text(this.u32());
  }

  skip(count: number): void {
    if (this.#need(count)) this.at += count;
  }

  skipShort(): void {
    this.skip(this.u8());
  }

  /** A long string or a table. */
  skipLong(): void {
    this.skip(this.u32());
  }

  #text(length: number): string {
    if (length === 0 || !this.#need(length)) return "";
    const from = this.at;
    this.at += length;
    return decoder.decode(this.bytes.subarray(from, this.at));
  }

  #need(count: number): boolean {
    if (count <= this.end - this.at) return true;
    this.isShort = true;
    this.at = this.end;
    return false;
  }
}
