// Mistakes in the words that commander does not know: mistyped flags, flags of PerfTest, and stray words. They are
// reported together with the mistakes in values.
import { commandLine } from "@fairhare/core";
import { type Mistake, nearest, perfTestSentence } from "@fairhare/plan";
import { readPerfTestWord } from "./perftest-words.ts";
import { shownWord } from "./typed-words.ts";

export interface Vocabulary {
  readonly flags: readonly string[];
  readonly commands: readonly string[];
}

export function mistakesInWords(words: readonly string[], { flags, commands }: Vocabulary): Mistake[] {
  const mistakes: Mistake[] = [];
  /** Number of words that belong to the flag before them. */
  let following = 0;
  for (const word of words) {
    if (word.startsWith("-") && word !== "-") {
      const { values, ...mistake } = unknownFlag(word, flags);
      mistakes.push(mistake);
      following = values;
    } else if (following > 0) following--;
    else mistakes.push({ place: shownWord(word), message: strayWord(word, commands) });
  }
  return mistakes;
}

/** The mistake, and the most words after the flag that are its values. */
function unknownFlag(word: string, flags: readonly string[]): Mistake & { readonly values: number } {
  const [name = word] = word.split("=");
  const perfTest = flags.includes(name) ? undefined : readPerfTestWord(word);
  if (perfTest !== undefined) {
    const { option, flag, hasValue } = perfTest;
    const values = hasValue ? 0 : WORDS_OF[option.values];
    return { place: flag, message: perfTestSentence(perfTest.name, option), values };
  }
  // The word after an unknown flag is probably its value.
  return { place: shownWord(word), message: unknownFlagSentence(name, flags), values: word.includes("=") ? 0 : 1 };
}

const WORDS_OF = { none: 0, one: 1, many: Infinity } as const;

function unknownFlagSentence(name: string, flags: readonly string[]): string {
  if (flags.includes(name)) return `${name} takes no value. Remove the value.`;
  const meant = name.startsWith("--")
    ? nearest(
        name.slice(2),
        flags.map((flag) => flag.slice(2)),
      )
    : undefined;
  return `Unknown flag. ${meant === undefined ? "See --help." : `Did you mean --${meant}?`}`;
}

/** En dash, em dash, or minus sign, which copied text has in place of two hyphens. */
const LONG_DASH = /^[–—−]+-?([a-z][a-z-]*)$/;

function strayWord(word: string, commands: readonly string[]): string {
  if (commands.includes(word)) return `A command must come before its flags. Use ${commandLine(word)} …`;
  const [, afterDash] = LONG_DASH.exec(word) ?? [];
  if (afterDash !== undefined)
    return `This begins with a long dash, as text processors write it. Use --${shownWord(afterDash)}.`;
  const meant = nearest(word, commands);
  if (meant !== undefined) return `Unknown command. Did you mean ${meant}?`;
  if (/\.(?:json|ya?ml)$/i.test(word)) return `Use --experiment ${shownWord(word)} for an experiment file.`;
  if (word.includes("://") || shownWord(word) !== word) return "Use --uri for the URI of a broker.";
  return "Unknown command. A run takes only flags; see --help.";
}
