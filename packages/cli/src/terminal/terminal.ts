// The two streams of the terminal as the commands see them: results go out on one, everything about the way
// there on the other. Knows about colours, widths and readers that went away. The only way to the terminal, and so the
// place where text that others wrote (messages, names, a broker's answers) is kept from commanding it.
import { randomInt } from "node:crypto";
import { printable } from "@fairhare/core";
import { createStyle, type Seal, type Style } from "./style.ts";

/** Where neither the stream nor COLUMNS tells. */
const DEFAULT_COLUMNS = 100;

export interface Channel {
  readonly isTerminal: boolean;
  readonly style: Style;
  /** Width in characters, now. */
  readonly columns: () => number;
  /** Nothing in the text commands the terminal but the channel's own style. */
  readonly write: (text: string) => void;
  readonly line: (text?: string) => void;
  /** Back to the beginning of the line, with nothing on it. */
  readonly clearLine: () => void;
  /** What keeps it from being written, such as a disk that is full; undefined while it can be, or when its reader went away. */
  readonly failure: () => Error | undefined;
}

export interface Terminal {
  /** Results: what one redirects into a file. */
  readonly out: Channel;
  /** Progress, notices, warnings and errors. */
  readonly err: Channel;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const openTerminal = (environment: Environment): Terminal => ({
  out: openChannel(process.stdout, environment),
  err: openChannel(process.stderr, environment),
});

const CLEAR_LINE = "\r\u001b[K";
/** Four numbers of four digits. */
const createSeal = (): Seal => Array.from({ length: 4 }, () => randomInt(1_000, 10_000)).join(";");

/** What is needed of a stream, so that a test can watch one. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  on(event: "error", listener: (error: NodeJS.ErrnoException) => void): unknown;
  write(text: string): unknown;
}

export function openChannel(stream: OutputStream, environment: Environment): Channel {
  let isGone = false;
  let failure: Error | undefined;
  // `npm run bench | head`: the reader has seen enough. The run goes on and keeps its exit code. Into a file on a full
  // disk it goes on too, for its report and its raw runs; the end says what is missing.
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
  return {
    isTerminal,
    style: createStyle(seal),
    columns: () => stream.columns || Number(environment["COLUMNS"]) || DEFAULT_COLUMNS,
    write,
    line: (text = "") => write(`${text}\n`),
    clearLine: () => send(CLEAR_LINE),
    failure: () => failure,
  };
}

/** The style's sequences as the terminal knows them, and everything between them printable. */
function unsealed(text: string, seal: Seal | undefined): string {
  if (seal === undefined) return printable(text);
  return text
    .split(new RegExp(String.raw`\u001b\[${seal};(\d+)m`))
    .map((part, index) => (index % 2 === 1 ? `\u001b[${part}m` : printable(part)))
    .join("");
}

/** https://no-color.org: any value but the empty one; FORCE_COLOR is for CI logs that can show them. */
export function hasColours(isTerminal: boolean, environment: Environment): boolean {
  if (environment["NO_COLOR"]) return false;
  if (environment["FORCE_COLOR"] && environment["FORCE_COLOR"] !== "0") return true;
  return isTerminal && environment["TERM"] !== "dumb";
}
