// The words of a bench command as documents and workflows write them, and the plan that they make.
import { measureBodyFile } from "@fairhare/store";
import { metricNames, metricPath } from "@fairhare/results";
import { OPTION_KEYS, type OptionKey, OPTIONS, type ParsedExperiment, parseExperiment } from "@fairhare/plan";

const KEY_OF_FLAG: ReadonlyMap<string, OptionKey> = new Map(
  OPTION_KEYS.flatMap((key) => {
    const { flag, letter } = OPTIONS[key];
    return [[`--${flag}`, key] as const, ...(letter === undefined ? [] : [[`-${letter}`, key] as const])];
  }),
);

/** Words in single quotes or without any. */
export const shellWords = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");

/** @throws InvalidPlanError, or Error for an unknown flag. */
export function parsePlan(words: readonly string[]): ParsedExperiment {
  const flags: Partial<Record<OptionKey, string[]>> = {};
  for (let index = 0; index < words.length; index++) {
    const key = KEY_OF_FLAG.get(words[index] ?? "");
    if (key === undefined) throw new Error(`unknown flag ${words[index]}`);
    const { isSwitch, whenAlone } = OPTIONS[key];
    const isAlone = whenAlone !== undefined && !/^\d/.test(words[index + 1] ?? "");
    const value = isSwitch ? "true" : isAlone ? whenAlone : (words[++index] ?? "");
    flags[key] = [...(flags[key] ?? []), value];
  }
  const context = {
    metrics: { names: metricNames(), path: metricPath },
    readTraceFile: () => "100ms",
    measureBodyFile,
  };
  return parseExperiment({ flags }, context);
}
