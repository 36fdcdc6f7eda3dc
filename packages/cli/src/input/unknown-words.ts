// Mistakes in the words that commander does not know: mistyped flags, flags of PerfTest, and stray words. They are
// reported together with the mistakes in values.
import { type Mistake, nearest } from "@fairhare/plan";
import { shownWord } from "./typed-words.ts";

/** Flags of PerfTest with another name here. */
const PERF_TEST_FLAGS: ReadonlyMap<string, string> = new Map([
  ["--autoack", "--auto-ack (-a)"],
  ["--consumers", "--workers (-y)"],
  ["--pmessages", "--tasks-per-producer (-C)"],
  ["--qos", "--prefetch (-q)"],
  ["--quorum-queue", "--queue-type quorum"],
  ["-qq", "--queue-type quorum"],
  ["--flag", "--durability persistent"],
  ["-f", "--durability persistent"],
]);

export interface Vocabulary {
  readonly flags: readonly string[];
  readonly commands: readonly string[];
}

export function mistakesInWords(words: readonly string[], { flags, commands }: Vocabulary): Mistake[] {
  const mistakes: Mistake[] = [];
  let follows = false;
  for (const word of words) {
    const isFlag = word.startsWith("-") && word !== "-";
    // The word after an unknown flag is probably its value.
    if (isFlag) mistakes.push({ place: shownWord(word), message: unknownFlag(word, flags) });
    else if (!follows) mistakes.push({ place: shownWord(word), message: strayWord(word, commands) });
    follows = isFlag && !word.includes("=");
  }
  return mistakes;
}

function unknownFlag(word: string, flags: readonly string[]): string {
  const [name = word] = word.split("=");
  const ours = PERF_TEST_FLAGS.get(name);
  if (ours !== undefined) return `PerfTest's ${name} has another name here. Use ${ours}.`;
  if (flags.includes(name)) return `${name} takes no value. Remove the value.`;
  const meant = name.startsWith("--")
    ? nearest(
        name.slice(2),
        flags.map((flag) => flag.slice(2)),
      )
    : undefined;
  return `Unknown flag. ${meant === undefined ? "See --help." : `Did you mean --${meant}?`}`;
}

function strayWord(word: string, commands: readonly string[]): string {
  if (commands.includes(word)) return `A command must come before its flags. Use npm run bench -- ${word} …`;
  const meant = nearest(word, commands);
  if (meant !== undefined) return `Unknown command. Did you mean ${meant}?`;
  if (word.endsWith(".json")) return `Use --experiment ${shownWord(word)} for an experiment file.`;
  if (word.includes("://") || shownWord(word) !== word) return "Use --uri for the URI of a broker.";
  return "Unknown command. A run takes only flags; see --help.";
}
