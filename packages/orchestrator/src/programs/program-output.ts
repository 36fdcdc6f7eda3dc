// The output of one program: complete lines for whoever reads them, the last part in memory, and a bounded file. Only
// printable text is kept, because it goes to terminals and reports.
import { StringDecoder } from "node:string_decoder";
import { printable } from "@fairhare/core";

/** Characters in memory, for the message about a failure. */
const KEPT_CHARACTERS = 64 * 1024;
/** Characters of a line; the rest of a longer line is left out. */
const LONGEST_LINE = 4_096;
/** Characters that the file receives while the program runs; the end of the output follows when it has ended. */
const FILE_CHARACTERS = 512 * 1024;

/** Appends text to the file of the output. */
export type AppendText = (text: string) => void;

export class ProgramOutput {
  readonly #append: AppendText;
  readonly #onLine: (line: string) => void;
  /** The last lines, each without its line break. */
  readonly #lines: string[] = [];
  #kept = 0;
  #written = 0;
  /** Lines that are not in the file. */
  #leftOut = 0;

  constructor(append: AppendText, onLine: (line: string) => void) {
    this.#append = append;
    this.#onLine = onLine;
  }

  /** Reads one stream of the program; both may be mixed line by line. */
  stream(): { readonly take: (bytes: Buffer) => void; readonly end: () => void } {
    const decoder = new StringDecoder("utf8");
    let rest = "";
    const read = (text: string): void => {
      const lines = (rest + text).split("\n");
      rest = (lines.pop() ?? "").slice(0, LONGEST_LINE);
      for (const line of lines) this.#add(line);
    };
    return {
      take: (bytes) => read(decoder.write(bytes)),
      end: () => {
        read(decoder.end());
        if (rest !== "") this.#add(rest);
        rest = "";
      },
    };
  }

  /** The last lines that are not empty, oldest first. */
  tail(count: number): string[] {
    return this.#lines.filter((line) => line.trim() !== "").slice(-count);
  }

  /** Writes the end of an output that was longer than the file may be. */
  close(): void {
    if (this.#leftOut === 0) return;
    const last = this.#lines.slice(-this.#leftOut);
    const missing = this.#leftOut - last.length;
    if (missing > 0) this.#append(`[${missing} lines are left out here]\n`);
    this.#append(`${last.join("\n")}\n`);
    this.#leftOut = 0;
  }

  #add(text: string): void {
    const line = printable(text.slice(0, LONGEST_LINE).replace(/\r$/, ""));
    this.#lines.push(line);
    this.#kept += line.length + 1;
    while (this.#kept > KEPT_CHARACTERS && this.#lines.length > 1) this.#kept -= (this.#lines.shift()?.length ?? 0) + 1;
    if (this.#leftOut === 0 && this.#written < FILE_CHARACTERS) {
      this.#append(`${line}\n`);
      this.#written += line.length + 1;
    } else this.#leftOut++;
    this.#onLine(line);
  }
}
