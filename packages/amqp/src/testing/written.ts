// A socket for tests that keeps what is written to it, by system call.
import { Writable } from "node:stream";

export class WrittenSocket extends Writable {
  readonly calls: Buffer[] = [];

  constructor(highWaterMark = 16_384) {
    super({
      highWaterMark,
      // Copied, because the writer may reuse its memory afterwards.
      write: (chunk: Buffer, _encoding, done) => {
        this.calls.push(Buffer.from(chunk));
        done();
      },
      writev: (chunks, done) => {
        this.calls.push(Buffer.concat(chunks.map(({ chunk }) => Buffer.from(chunk as Buffer))));
        done();
      },
    });
  }

  get texts(): string[] {
    return this.calls.map(String);
  }

  get bytes(): Buffer {
    return Buffer.concat(this.calls);
  }
}
