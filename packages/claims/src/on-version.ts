// What a claim comes to on one version of RabbitMQ: some sentences hold on one and not on another.
import { compareVersions } from "@fairhare/core";
import type { Claim, ClaimFile, ExpectedVerdict } from "./claim.ts";

/** The claim as it is to be judged on a broker of this version, such as `4.0.5`, with what is looked at there. */
export function claimOn({ expected, how, note, expectations, ...claim }: ClaimFile, version: string): Claim {
  const relevant = expectations.filter(
    ({ from, before }) =>
      (from === undefined || compareVersions(version, from) >= 0) &&
      (before === undefined || compareVersions(version, before) < 0),
  );
  const isLookedAt = (place: string): boolean => relevant.some(({ in: name }) => name === place);
  return {
    ...claim,
    how: valueOn(how, version),
    ...(note === undefined ? {} : { note: valueOn(note, version) }),
    expected: valueOn<ExpectedVerdict>(expected, version),
    experiments: Object.fromEntries(Object.entries(claim.experiments).filter(([name]) => isLookedAt(name))),
    checks: claim.checks.filter(isLookedAt),
    expectations: relevant,
  };
}

/** Of the versions that it names, the last one that is not newer; the oldest for a broker older than all. */
function valueOn<T extends string>(value: T | Readonly<Record<string, T>>, version: string): T {
  if (typeof value === "string") return value;
  const known = Object.entries(value).toSorted(([a], [b]) => compareVersions(a, b));
  const [, current] = known.findLast(([from]) => compareVersions(from, version) <= 0) ?? known[0] ?? [];
  if (current === undefined) throw new Error("a claim says nothing for any version");
  return current;
}
