// A report of claims, completed by those that an earlier one in the same place has and this one has not.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CLAIMS_SCHEMA, type ClaimsResults } from "./claims-results.ts";
import { TUTORIAL_CLAIMS } from "./claim.ts";

/** Only of the same broker version; what was measured now replaces what was measured before. */
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
