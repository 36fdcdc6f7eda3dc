// The content of claims.json, `fairhare.claims/1`: each claim with its numbers and its verdict on one broker version.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "@fairhare/results";
import { type Claim, TUTORIAL_CLAIMS } from "./claim.ts";
import type { ClaimVerdict, TestedExpectation } from "./evaluate/evaluate.ts";

export const CLAIMS_SCHEMA = "fairhare.claims/1";

export interface ClaimResult extends Pick<Claim, "id" | "says" | "how" | "note" | "expected"> {
  readonly verdict: ClaimVerdict;
  readonly isAsExpected: boolean;
  /** Reasons for a missing verdict, and failures during the measurement. */
  readonly remarks: readonly string[];
  readonly expectations: readonly TestedExpectation[];
  /** Commands that repeat the measurement: of the claim first, then of each of its experiments. */
  readonly commands: readonly string[];
  /** ISO 8601; the claims of one report may have been measured at different times. */
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
 * The claims of now, completed by those of an earlier report in the same directory. Only claims of the same broker
 * version are kept, and a new measurement replaces an earlier one.
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
