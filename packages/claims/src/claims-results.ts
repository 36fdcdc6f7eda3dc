// What claims.json holds, `fairhare.claims/1`: every claim with its numbers and its verdict on one broker.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "@fairhare/results";
import { type Claim, TUTORIAL_CLAIMS } from "./claim.ts";
import type { ClaimVerdict, TestedExpectation } from "./evaluate/evaluate.ts";

export const CLAIMS_SCHEMA = "fairhare.claims/1";

export interface ClaimResult extends Pick<Claim, "id" | "says" | "how" | "note" | "expected"> {
  readonly verdict: ClaimVerdict;
  readonly isAsExpected: boolean;
  /** Why there is no verdict, or what is odd about it. */
  readonly remarks: readonly string[];
  readonly expectations: readonly TestedExpectation[];
  /** Does the same again: the claim first, then each of its experiments alone. */
  readonly commands: readonly string[];
  /** ISO 8601: claims of one report may have been measured at different times. */
  readonly startedAt: string;
  readonly seconds: number;
}

export interface ClaimsResults {
  readonly schema: typeof CLAIMS_SCHEMA;
  readonly environment: Environment;
  readonly claims: readonly ClaimResult[];
  /** Sentences of the tutorial that were not measured. */
  readonly notCovered: readonly string[];
}

/**
 * A report of claims, completed by those that an earlier one in the same directory has and this one has not. Only of the same broker version; what was measured now replaces what was measured before.
 */
export function withEarlierClaims(now: ClaimsResults, directory: string): ClaimsResults {
  const measured = new Set(now.claims.map(({ id }) => id));
  const earlier = readEarlier(directory);
  const isSameBroker = earlier?.environment.broker.version === now.environment.broker.version;
  const kept = isSameBroker ? earlier.claims.filter(({ id }) => !measured.has(id)) : [];
  const claims = [...kept, ...now.claims].toSorted((a, b) => a.id.localeCompare(b.id));
  const covered = new Set(claims.map(({ id }) => id));
  return { ...now, claims, notCovered: TUTORIAL_CLAIMS.filter((id) => !covered.has(id)) };
}

function readEarlier(directory: string): ClaimsResults | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(join(directory, "claims.json"), "utf8"));
    const isOurs =
      typeof content === "object" && content !== null && "schema" in content && content.schema === CLAIMS_SCHEMA;
    return isOurs ? (content as ClaimsResults) : undefined;
  } catch {
    return undefined;
  }
}
