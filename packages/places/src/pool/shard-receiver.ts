// Writes the shard of a remote process to its file as the parts arrive. Parts that wait for the disk are bounded by the
// window of the agent, which sends more only when they are written.
import { type FileHandle, open } from "node:fs/promises";
import { fileProblem } from "@fairhare/core";

export class ShardReceiver {
  readonly #file: Promise<FileHandle>;
  readonly #onWritten: (bytes: number) => void;
  readonly #onProblem: (problem: string) => void;
  #received = 0;
  #writes: Promise<void>;
  #hasFailed = false;

  /**
   * The file must not exist. `onWritten`: so many more bytes are in the file, or dropped after a failure. `onProblem` is
   * called once, with a clause.
   */
  constructor(path: string, onWritten: (bytes: number) => void, onProblem: (problem: string) => void) {
    this.#onWritten = onWritten;
    this.#onProblem = onProblem;
    this.#file = open(path, "ax");
    this.#writes = this.#file.then(
      () => undefined,
      (error: unknown) => this.#fail(error),
    );
  }

  get receivedBytes(): number {
    return this.#received;
  }

  /** False if the part does not continue the shard; then nothing is written. */
  take(offset: number, bytes: Buffer): boolean {
    if (offset !== this.#received) return false;
    this.#received += bytes.length;
    this.#writes = this.#writes.then(() => this.#write(bytes));
    return true;
  }

  /** Resolves when everything that has arrived is in the file, or cannot be written. */
  async close(): Promise<void> {
    await this.#writes;
    try {
      await (await this.#file).close();
    } catch (error) {
      // Such as a file system of the network that is full. After a failed `open`, its problem is known.
      this.#fail(error);
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      if (!this.#hasFailed) await (await this.#file).appendFile(bytes);
    } catch (error) {
      this.#fail(error);
    }
    this.#onWritten(bytes.length);
  }

  #fail(error: unknown): void {
    if (this.#hasFailed) return;
    this.#hasFailed = true;
    this.#onProblem(fileProblem(error));
  }
}
