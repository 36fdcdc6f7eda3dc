// A small terminal for tests: understands what a channel writes, wraps long lines, and tells what is on the screen.
import stringWidth from "string-width";

// oxlint-disable-next-line no-control-regex -- what a channel writes
const TOKEN = /\u001b\[\??(\d*)([A-Za-z])|\r|\n|[^\r\n\u001b]+/g;

export class Screen {
  columns: number;
  isCursorShown = true;
  readonly #lines: string[] = [""];
  #row = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  readonly write = (text: string): void => {
    for (const [token, count, command] of text.matchAll(TOKEN)) this.#apply(token, Number(count || 1), command);
  };

  /** The lines with text. */
  get lines(): string[] {
    const last = this.#lines.findLastIndex((line) => line !== "");
    return this.#lines.slice(0, last + 1);
  }

  /** Wraps the present lines again, as a terminal does; the cursor stays below its line. */
  resize(columns: number): void {
    this.columns = columns;
    const wrapped = this.#lines.map((line) => pieces(line, columns));
    this.#row = wrapped.slice(0, this.#row).flat().length;
    this.#lines.splice(0, this.#lines.length, ...wrapped.flat());
  }

  #apply(token: string, count: number, command: string | undefined): void {
    if (command === "A") this.#row = Math.max(0, this.#row - count);
    else if (command === "J") this.#lines.splice(this.#row, this.#lines.length, "");
    else if (command === "h" || command === "l") this.isCursorShown = command === "h";
    else if (token === "\n") this.#lines[++this.#row] ??= "";
    else if (command === undefined && token !== "\r") {
      const [first = "", ...rest] = pieces(token, this.columns);
      this.#lines[this.#row] = first;
      for (const piece of rest) this.#lines[++this.#row] = piece;
    }
  }
}

function pieces(line: string, columns: number): string[] {
  const found = [""];
  for (const character of line) {
    if (stringWidth((found.at(-1) ?? "") + character) > columns) found.push("");
    found.push((found.pop() ?? "") + character);
  }
  return found;
}
