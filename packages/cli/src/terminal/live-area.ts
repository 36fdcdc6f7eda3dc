// The lines at the bottom of a terminal that are drawn again and again. Other output goes above them through `print`.
// Counts the rows that its lines occupy at the present width, because a terminal wraps them again when it gets narrower;
// log-update 7 erases the rows of the old width.
import stringWidth from "string-width";
import type { Channel } from "./terminal.ts";

type Screen = Pick<Channel, "columns" | "rows" | "redraw" | "showCursor">;

export class LiveArea {
  readonly #screen: Screen;
  #lines: readonly string[] = [];

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Replaces the lines. Each must be narrower than the terminal. Lines that do not fit its height are left out. */
  draw(lines: readonly string[]): void {
    // The cursor stands below the last line.
    const fitting = lines.slice(0, Math.max(0, this.#screen.rows() - 1));
    this.#screen.showCursor(false);
    this.#screen.redraw(this.#occupied, fitting);
    this.#lines = fitting;
  }

  /** Writes lines that stay, above the area. */
  print(lines: readonly string[]): void {
    this.#screen.redraw(this.#occupied, [...lines, ...this.#lines]);
  }

  /** Removes the lines, and shows the cursor again. */
  clear(): void {
    if (this.#lines.length > 0) this.#screen.redraw(this.#occupied, []);
    this.#lines = [];
    this.#screen.showCursor(true);
  }

  /** Leaves the lines on the screen, and shows the cursor again. */
  keep(): void {
    this.#lines = [];
    this.#screen.showCursor(true);
  }

  /** Never more than the terminal has: the cursor cannot move higher. */
  get #occupied(): number {
    const columns = this.#screen.columns();
    const rows = this.#lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / columns)), 0);
    return Math.min(rows, Math.max(0, this.#screen.rows() - 1));
  }
}
