// Selects the parts of a claim that apply to one version of RabbitMQ: some sentences hold on one version and not on another.
import { compareVersions } from "@fairhare/core";
import type { Claim, ClaimFile, ExpectedVerdict } from "./claim.ts";

/** The claim for a broker of this version, such as `4.0.5`, with the experiments, checks and expectations that apply. */
export function claimOn({ expected, how, note, expectations, ...claim }: ClaimFile, version: string): Claim {
  const relevant = expectations.filter(
    ({ from, before }) =>
      (from === undefined || compareVersions(version, from) >= 0) &&
      (before === undefined || compareVersions(version, before) < 0),
  );
  const isExpectedIn = (place: string): boolean => relevant.some(({ in: name }) => name === place);
  return {
    ...claim,
    how: valueOn(how, version),
    ...(note === undefined ? {} : { note: valueOn(note, version) }),
    expected: valueOn<ExpectedVerdict>(expected, version),
    experiments: Object.fromEntries(Object.entries(claim.experiments).filter(([name]) => isExpectedIn(name))),
    checks: claim.checks.filter(isExpectedIn),
    expectations: relevant,
  };
}

/** The value of the latest version that is not newer than the broker; of the oldest one for an older broker. */
function valueOn<T extends string>(value: T | Readonly<Record<string, T>>, version: string): T {
  if (typeof value === "string") return value;
  const known = Object.entries(value).toSorted(([a], [b]) => compareVersions(a, b));
  const [, current] = known.findLast(([from]) => compareVersions(from, version) <= 0) ?? known[0] ?? [];
  if (current === undefined) throw new Error("a claim has an empty table of versions");
  return current;
}
