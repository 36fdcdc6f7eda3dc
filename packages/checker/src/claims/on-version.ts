// What a claim comes to on one version of RabbitMQ: some sentences hold on one and not on another.
import type { Claim, ClaimFile, ExpectedVerdict } from "./claim.ts";

/** The claim as it is to be judged on a broker of this version, such as `4.0.5`. */
export function claimOn({ expected, expectations, ...claim }: ClaimFile, version: string): Claim {
  return {
    ...claim,
    expected: expectedOn(expected, version),
    expectations: expectations.filter(
      ({ from, before }) =>
        (from === undefined || compareVersions(version, from) >= 0) &&
        (before === undefined || compareVersions(version, before) < 0),
    ),
  };
}

/** Of the versions that the claim names, the last one that is not newer; the oldest for a broker older than all. */
function expectedOn(expected: ClaimFile["expected"], version: string): ExpectedVerdict {
  if (typeof expected === "string") return expected;
  const known = Object.entries(expected).toSorted(([a], [b]) => compareVersions(a, b));
  const [, verdict] = known.findLast(([from]) => compareVersions(from, version) <= 0) ?? known[0] ?? [];
  if (verdict === undefined) throw new Error("a claim expects a verdict");
  return verdict;
}

/** By their numbers; what follows a dash or a plus (`4.1.0-rc.1`) does not count. */
function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => (version.split(/[-+]/)[0] ?? "").split(".").map(Number));
  for (let index = 0; index < Math.max(a?.length ?? 0, b?.length ?? 0); index++) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
