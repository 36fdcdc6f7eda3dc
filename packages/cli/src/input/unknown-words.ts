// What commander could not place: mistyped flags, PerfTest's names for ours, and stray words. All of them are
// named together with the mistakes in the values.
import { type Mistake, nearest } from "@fairhare/plan";
import { shownWord } from "./typed-words.ts";

/** PerfTest's flags that are written otherwise here. */
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
    // The word after an unknown flag is most likely its value.
    if (isFlag) mistakes.push({ place: shownWord(word), message: unknownFlag(word, flags) });
    else if (!follows) mistakes.push({ place: shownWord(word), message: strayWord(word, commands) });
    follows = isFlag && !word.includes("=");
  }
  return mistakes;
}

function unknownFlag(word: string, flags: readonly string[]): string {
  const [name = word] = word.split("=");
  const ours = PERF_TEST_FLAGS.get(name);
  if (ours !== undefined) return `PerfTest's ${name} is ${ours} here.`;
  if (flags.includes(name)) return `${name} takes no value.`;
  const meant = name.startsWith("--")
    ? nearest(
        name.slice(2),
        flags.map((flag) => flag.slice(2)),
      )
    : undefined;
  return `There is no such flag. ${meant === undefined ? "See --help." : `Did you mean --${meant}?`}`;
}

function strayWord(word: string, commands: readonly string[]): string {
  if (commands.includes(word)) return `The command comes first: npm run bench -- ${word} …`;
  const meant = nearest(word, commands);
  if (meant !== undefined) return `There is no such command. Did you mean ${meant}?`;
  if (word.endsWith(".json")) return `An experiment file is given with --experiment ${shownWord(word)}.`;
  if (word.includes("://") || shownWord(word) !== word) return "The URI of a broker is given with --uri.";
  return "There is no such command, and a run takes flags only. See --help.";
}
