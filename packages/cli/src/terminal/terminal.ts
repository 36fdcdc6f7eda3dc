// The two streams of the terminal as the commands see them: results go out on one, everything about the way
// there on the other. Knows about colours, widths and readers that went away.
import { createStyle, type Style } from "./style.ts";

/** Where neither the stream nor COLUMNS tells. */
const DEFAULT_COLUMNS = 100;

export interface Channel {
  readonly isTerminal: boolean;
  readonly style: Style;
  /** Width in characters, now. */
  readonly columns: () => number;
  readonly write: (text: string) => void;
  readonly line: (text?: string) => void;
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

function openChannel(stream: NodeJS.WriteStream, environment: Environment): Channel {
  let isGone = false;
  // `npm run bench | head`: the reader has seen enough. The run goes on and keeps its exit code.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    isGone = true;
  });
  const write = (text: string): void => {
    if (!isGone) stream.write(text);
  };
  return {
    isTerminal: stream.isTTY,
    style: createStyle(hasColours(stream.isTTY, environment)),
    columns: () => stream.columns || Number(environment["COLUMNS"]) || DEFAULT_COLUMNS,
    write,
    line: (text = "") => write(`${text}\n`),
  };
}

/** https://no-color.org: any value but the empty one; FORCE_COLOR is for CI logs that can show them. */
export function hasColours(isTerminal: boolean, environment: Environment): boolean {
  if (environment["NO_COLOR"]) return false;
  if (environment["FORCE_COLOR"] && environment["FORCE_COLOR"] !== "0") return true;
  return isTerminal && environment["TERM"] !== "dumb";
}
