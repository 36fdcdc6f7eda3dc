export { type CheckName, type Claim, type ClaimFile, type Expectation, TUTORIAL_CLAIMS, readClaim } from "./claim.ts";
export { CLAIMS_SCHEMA, type ClaimResult, type ClaimsResults, withEarlierClaims } from "./claims-results.ts";
export {
  type ClaimEvidence,
  type ClaimVerdict,
  type Observation,
  type TestedClaim,
  type TestedExpectation,
  evaluateClaim,
} from "./evaluate/evaluate.ts";
export { type ClaimPorts, measureClaim } from "./measure/measure-claim.ts";
export { type ClaimsChoice, type PlannedClaim, readClaims } from "./read-claims.ts";
export { claimAnnotations, renderClaimsSummary } from "./render/claims-ci.ts";
export { claimsDocument, type ClaimsDocument } from "./render/claims-document.ts";
export { claimsTable } from "./render/claims-table.ts";
export { renderClaims } from "./render/render-claims.ts";
