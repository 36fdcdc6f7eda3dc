// Parses exclusions, such as `queueType=quorum,durability=transient`: cells of the matrix to leave out.
import type { Cell, Given, GivenOptions } from "../options/given.ts";
import type { PlanProblems } from "../mistakes/mistake.ts";
import type { OptionKey } from "../options/option.ts";
import { isOptionKey, OPTIONS } from "../options/table.ts";
import { didYouMean } from "../mistakes/suggest.ts";

type Exclusion = readonly (readonly [axis: OptionKey, value: string])[];

/** A predicate for the cells to keep; reports the mistakes in the exclusions. */
export function exclusionsOf(
  given: GivenOptions,
  axes: readonly OptionKey[],
  problems: PlanProblems,
): (cell: Cell) => boolean {
  const exclusions = (given.exclude ?? []).map((written) => readExclusion(written, given, axes, problems));
  return (cell) =>
    !exclusions.some(
      (exclusion) => exclusion.length > 0 && exclusion.every(([axis, value]) => cell[axis]?.text === value),
    );
}

function readExclusion(
  { value: text, place }: Given<string>,
  given: GivenOptions,
  axes: readonly OptionKey[],
  problems: PlanProblems,
): Exclusion {
  // A value may have commas of its own: `speed=1,0.5,workers=2`.
  return text.split(/,(?=[^,=]*=)/).flatMap((part): Exclusion => {
    const [name = "", ...rest] = part.split("=").map((word) => word.trim());
    const value = rest.join("=");
    const axis = axes.find((known) => known === name || OPTIONS[known].flag === name);
    const values = axis === undefined ? [] : (given[axis] ?? []).map((one) => one.text);
    if (axis !== undefined && values.includes(value)) return [[axis, value]];
    problems.mistake(place, axis === undefined ? noAxis(name, axes) : noValue(axis, value, values));
    return [];
  });
}

function noAxis(name: string, axes: readonly OptionKey[]): string {
  if (isOptionKey(name))
    return `${name} has only one value here, so it cannot be excluded. Give it several values, or remove the exclusion.`;
  const known =
    axes.length > 0 ? ` Options with several values: ${axes.join(", ")}.` : " No option has several values.";
  return `${name ? `"${name}" is` : "An empty text is"} not a setting of the matrix.${known}${didYouMean(name, axes)}`;
}

const noValue = (axis: OptionKey, value: string, values: readonly string[]): string =>
  `"${value}" is not a value of ${axis} here. Use one of ${values.join(", ")}.${didYouMean(value, values)}`;
