// The bench commands of the pages in docs/tasks, and what a reader expects of each: exit code and files that must exist
// before it. run-command.ts executes them.
import { shellWords } from "../bench-command.ts";

export interface TaskCommand {
  /** Name of the page without `.md`. */
  readonly page: string;
  readonly words: readonly string[];
}

/** The lines of code blocks that begin with `npm run bench --`, in the order of the page. */
export const commandsOf = (page: string, text: string): TaskCommand[] =>
  [...text.matchAll(/^npm run bench -- (.+)$/gm)].map(([, line = ""]) => ({ page, words: shellWords(line) }));

/** Commands that read what an earlier run has stored; the first word names them. */
const ON_STORED_RUNS = new Set(["check", "report", "compare", "watch", "history"]);

export const readsStoredRun = ({ words: [first = ""] }: TaskCommand): boolean => ON_STORED_RUNS.has(first);

/** Such a command starts a private node; the others may use a running broker. */
export const needsOwnBroker = ({ words }: TaskCommand): boolean => words.join(" ").includes("--broker local");

/** Every command passes, except for those whose page says that they lose tasks. */
export function expectedCodes({ words }: TaskCommand): readonly number[] {
  const text = words.join(" ");
  if (/--ack auto|durability\.json/.test(text)) return [1];
  // One side alone is `unknown`, unless a threshold on its own numbers decides.
  if (/--(?:workers|producers) 0\b/.test(text)) return [text.includes("--threshold") ? 0 : 4];
  // These lose tasks only if the fault meets an unconfirmed publish; the other one passes.
  return text.includes("--on-unknown leave") ? [0, 1] : [0];
}

/** The same command with less work: one repeat, two values per axis, few and short tasks, early faults. */
export function smaller({ page, words }: TaskCommand): TaskCommand {
  if (/^[a-z]/.test(words[0] ?? "")) return { page, words };
  const small: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const [word = "", value = ""] = [words[index], words[index + 1]];
    const less = LESS[word]?.(value);
    small.push(word);
    if (less !== undefined) {
      small.push(less);
      index++;
    }
  }
  const isTimed = words.some((word) => word === "--time" || word === "-z");
  if (!isTimed && !words.includes("--tasks")) small.push("--tasks", "60");
  if (isTimed && !words.includes("--heavy")) small.push("--heavy", "10ms");
  return { page, words: small };
}

const ends = (list: string): string => {
  const values = list.split(",");
  return values.length <= 2 ? list : `${values[0]},${values.at(-1)}`;
};
const earlier = (fault: string): string => fault.replace(/@\d+s/, "@300ms").replace(/every=\d+s/, "every=500ms");

/** By flag. */
const LESS: Readonly<Record<string, (value: string) => string>> = {
  "--repeat": () => "1",
  "--tasks": (value) => String(Math.min(Number(value), 100)),
  "--time": () => "1",
  "-z": () => "1",
  "--prefetch": ends,
  "--workers": ends,
  "--fault": earlier,
  "--metrics-port": () => "0",
};
