// The two output channels, stdout for results and stderr for everything else, with colours, width and write errors. All
// output passes through them, and they escape control characters in foreign text (names, messages of a broker).
import { randomInt } from "node:crypto";
import { printable } from "@fairhare/core";
import { createStyle, type Seal, type Style } from "./style.ts";

/** Used when neither the stream nor COLUMNS gives a width. */
const DEFAULT_COLUMNS = 100;

export interface Channel {
  readonly isTerminal: boolean;
  /** A terminal that understands cursor movements. */
  readonly canRedraw: boolean;
  readonly style: Style;
  /** The current width in columns. */
  readonly columns: () => number;
  /** The current height in lines; Infinity when it is unknown. */
  readonly rows: () => number;
  /** Escapes all control sequences except those of the channel's style. */
  readonly write: (text: string) => void;
  readonly line: (text?: string) => void;
  /** Writes a document for programs, such as CSV, unchanged; a terminal gets it with control sequences escaped. */
  readonly document: (text: string) => void;
  /** Moves up by `rows` terminal rows, clears everything below, and writes `lines`, in one write. */
  readonly redraw: (rows: number, lines: readonly string[]) => void;
  /** Hides or shows the cursor. */
  readonly showCursor: (isShown: boolean) => void;
  /** Whether the reader is still there. */
  readonly isOpen: () => boolean;
  /** The write error, such as a full disk. Undefined without one, and when the reader closed the pipe. */
  readonly failure: () => Error | undefined;
}

export interface Terminal {
  /** Results. */
  readonly out: Channel;
  /** Progress, notices, warnings and errors. */
  readonly err: Channel;
}

/** For an invocation that prints a document on standard output: texts for people go to standard error. */
export const withTextOnError = ({ err }: Terminal): Terminal => ({ out: err, err });

type Environment = Readonly<Record<string, string | undefined>>;

export const openTerminal = (environment: Environment): Terminal => ({
  out: openChannel(process.stdout, environment),
  err: openChannel(process.stderr, environment),
});

/** ECMA-48, 8.3.22, 8.3.41 and 8.3.39: cursor up, erase to the end of the line, erase to the end of the screen. */
const CURSOR_UP = (rows: number): string => (rows > 0 ? `\u001b[${rows}A` : "");
const ERASE_LINE = "\u001b[K";
const ERASE_BELOW = "\u001b[J";
/** DEC private mode 25. */
const CURSOR = { true: "\u001b[?25h", false: "\u001b[?25l" } as const;

/** Four numbers of four digits. */
const createSeal = (): Seal => Array.from({ length: 4 }, () => randomInt(1_000, 10_000)).join(";");

/** The part of a stream that a channel uses; tests replace it. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
  write(text: string): unknown;
}

export function openChannel(stream: OutputStream, environment: Environment): Channel {
  let isGone = false;
  let failure: Error | undefined;
  // The run continues when the reader closes the pipe (`npm run bench | head`), and keeps its exit code. It continues on
  // a full disk as well, for the report and the raw runs; main.ts reports the failure at the end.
  stream.on("error", (error) => {
    if (error.code !== "EPIPE") failure ??= error;
    isGone = true;
  });
  const isTerminal = stream.isTTY === true;
  const seal = hasColours(isTerminal, environment) ? createSeal() : undefined;
  const send = (bytes: string): void => {
    if (!isGone) stream.write(bytes);
  };
  const write = (text: string): void => send(unsealed(text, seal));
  let isCursorShown = true;
  return {
    isTerminal,
    canRedraw: isTerminal && environment["TERM"] !== "dumb",
    style: createStyle(seal),
    columns: () => stream.columns || Number(environment["COLUMNS"]) || DEFAULT_COLUMNS,
    rows: () => stream.rows || Infinity,
    write,
    line: (text = "") => write(`${text}\n`),
    document: (text) => send(isTerminal ? printable(text) : text),
    redraw: (rows, lines) => {
      const text = lines.map((line) => `${unsealed(line, seal)}${ERASE_LINE}\n`).join("");
      send(`\r${CURSOR_UP(rows)}${text}${ERASE_BELOW}`);
    },
    showCursor: (isShown) => {
      if (isShown !== isCursorShown) send(CURSOR[`${isShown}`]);
      isCursorShown = isShown;
    },
    isOpen: () => !isGone,
    failure: () => failure,
  };
}

/** Removes the seal from the sequences of the style, and escapes all other control characters. */
function unsealed(text: string, seal: Seal | undefined): string {
  if (seal === undefined) return printable(text);
  return text
    .split(new RegExp(String.raw`\u001b\[${seal};(\d+)m`))
    .map((part, index) => (index % 2 === 1 ? `\u001b[${part}m` : printable(part)))
    .join("");
}

/** NO_COLOR counts unless it is empty (https://no-color.org). FORCE_COLOR is for CI logs that show colours. */
export function hasColours(isTerminal: boolean, environment: Environment): boolean {
  if (environment["NO_COLOR"]) return false;
  if (environment["FORCE_COLOR"] && environment["FORCE_COLOR"] !== "0") return true;
  return isTerminal && environment["TERM"] !== "dumb";
}
