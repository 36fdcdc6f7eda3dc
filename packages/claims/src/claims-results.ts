// What claims.json holds, `fairhare.claims/1`: every claim with its numbers and its verdict on one broker.
import type { Environment } from "@fairhare/results";
import type { Claim } from "./claim.ts";
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
