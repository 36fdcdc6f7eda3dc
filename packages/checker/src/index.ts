export { type CheckInput, type CheckedRun, checkRun } from "./check-run.ts";
export {
  type CheckName,
  type Claim,
  type ClaimFile,
  type Expectation,
  TUTORIAL_CLAIMS,
  readClaim,
} from "./claims/claim.ts";
export { CLAIMS_SCHEMA, type ClaimResult, type ClaimsResults } from "./claims/claims-results.ts";
export {
  type ClaimEvidence,
  type ClaimVerdict,
  type Finding,
  type TestedClaim,
  type TestedExpectation,
  evaluateClaim,
} from "./claims/evaluate.ts";
export { claimOn } from "./claims/on-version.ts";
export type { NamedShard } from "./history/open-shards.ts";
export type { Loss } from "./ledger/ledger.ts";
