// Splits a command line into words as a shell does, without running one: quotes and backslashes, and nothing else. A
// character with another meaning to a shell is a mistake, because it would not have that meaning here.

export type CommandWords =
  | { readonly words: readonly string[]; readonly problem?: never }
  /** A sentence that says what to do. */
  | { readonly words?: never; readonly problem: string };

/** Characters that a shell acts on outside of quotes. */
const OPERATORS = "|&;<>()$`*?";
/** In double quotes, a backslash escapes only these. */
const ESCAPED_IN_QUOTES = '"\\$`';

export function splitCommand(text: string): CommandWords {
  const words: string[] = [];
  /** The word that is being read; undefined between two words. */
  let word: string | undefined;
  let at = 0;
  while (at < text.length) {
    const character = text[at] ?? "";
    if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at++;
    } else if (character === "'" || character === '"') {
      const quoted = readQuoted(text, at);
      if (quoted.problem !== undefined) return { problem: quoted.problem };
      word = (word ?? "") + quoted.text;
      at = quoted.end;
    } else if (character === "\\") {
      if (at + 1 === text.length) return { problem: "It ends in a backslash. Remove it, or write two." };
      word = (word ?? "") + (text[at + 1] ?? "");
      at += 2;
    } else {
      if (OPERATORS.includes(character) || (word === undefined && "~#".includes(character)))
        return { problem: `Only a shell knows the meaning of ${character}. Add --shell, or write it in quotes.` };
      word = (word ?? "") + character;
      at++;
    }
  }
  if (word !== undefined) words.push(word);
  return refused(words);
}

interface Quoted {
  readonly text: string;
  /** The place behind the closing quote. */
  readonly end: number;
  readonly problem?: string;
}

function readQuoted(text: string, from: number): Quoted {
  const quote = text[from] ?? "";
  let read = "";
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === quote) return { text: read, end: at + 1 };
    if (quote === '"' && character === "\\" && ESCAPED_IN_QUOTES.includes(text[at + 1] ?? " ")) {
      at++;
      read += text[at] ?? "";
    } else if (quote === '"' && (character === "$" || character === "`"))
      return { ...NOTHING, problem: `Only a shell knows the meaning of ${character} in double quotes. Add --shell.` };
    else read += character;
  }
  return { ...NOTHING, problem: `The quote ${quote} is not closed.` };
}

const NOTHING = { text: "", end: 0 };

function refused(words: readonly string[]): CommandWords {
  const [program = ""] = words;
  if (program === "") return { problem: "It names no program." };
  if (/^[A-Za-z_]\w*=/.test(program))
    return { problem: `"${program}" is not a program. Use env ${program} …, or add --shell.` };
  return { words };
}

/** Replaces `{name}` in a text by its value; a name without a value stays as it is. */
export const fillPlaceholders = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{([a-z]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? "") : whole,
  );

/** As one word of a POSIX shell. */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
