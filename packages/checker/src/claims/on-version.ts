// What a claim comes to on one version of RabbitMQ: some sentences hold on one and not on another.
import { compareVersions } from "@fairhare/core";
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
