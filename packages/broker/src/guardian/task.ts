// What the guardian is to do when the CLI is gone, and the words the CLI says to it over the pipe while it lives.

export type GuardianTask =
  | { readonly type: "node"; readonly id: string; readonly directory: string }
  | {
      readonly type: "command";
      readonly file: string;
      readonly args: readonly string[];
      readonly env: Readonly<Record<string, string>>;
    };

/** One line each. `done`: everything is cleaned up, go without doing anything. */
export type GuardianWord = "done" | `+${number}` | `-${number}`;

/** Applies one line to the set of process groups; true when it was the last word. */
export function hear(line: string, groups: Set<number>): boolean {
  if (line === "done") return true;
  const group = Number(line.slice(1));
  if (line.startsWith("+") && group > 1) groups.add(group);
  if (line.startsWith("-")) groups.delete(group);
  return false;
}
