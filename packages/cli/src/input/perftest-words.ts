// Flags of PerfTest that commander would misread: -qq as -q with the value q, -qos as -q with the value os.
import { OPTION_KEYS, OPTIONS, type PerfTestOption, perfTestFlag, perfTestOption } from "@fairhare/plan";

/** Our flags that take the next word as their value, whatever it is. */
const FLAGS_WITH_VALUE: ReadonlySet<string> = new Set(
  OPTION_KEYS.map((key) => OPTIONS[key])
    .filter(({ isSwitch, whenAlone }) => !isSwitch && whenAlone === undefined)
    .flatMap(({ flag, letter }) => [`--${flag}`, ...(letter === undefined ? [] : [`-${letter}`])]),
);

/**
 * The words of `run` with a second dash before PerfTest's flags of several letters, which PerfTest takes with one dash:
 * `-qos` becomes `--qos`. unknown-words.ts explains those that Fairhare does not have.
 */
export function withLongPerfTestFlags(words: readonly string[]): string[] {
  const end = words.indexOf("--");
  return words.map((word, index) => {
    const isValue = FLAGS_WITH_VALUE.has(words[index - 1] ?? "");
    if (isValue || (end !== -1 && index > end)) return word;
    const [, name] = /^-([^-=][^=]+)(?:=.*)?$/s.exec(word) ?? [];
    return name !== undefined && perfTestOption(name) !== undefined ? `-${word}` : word;
  });
}

export interface PerfTestWord {
  readonly option: PerfTestOption;
  /** Name without dashes: `qq`, `quorum-queue`. */
  readonly name: string;
  /** As PerfTest writes it: `-qq`, `--quorum-queue`. */
  readonly flag: string;
  /** The value is in the same word. */
  readonly hasValue: boolean;
}

/** `-u`, `--queue`, `--queue=a`, `-R2000`; undefined for other words. */
export function readPerfTestWord(word: string): PerfTestWord | undefined {
  const [, dashes = "", whole = "", equals] = /^(--?)([^=]+)(=.*)?$/s.exec(word) ?? [];
  const [, letter] = /^-([A-Za-z])\d/.exec(word) ?? [];
  const name = letter ?? whole;
  const option = perfTestOption(name);
  if (option === undefined || dashes === "") return undefined;
  return { option, name, flag: perfTestFlag(name), hasValue: equals !== undefined || letter !== undefined };
}
