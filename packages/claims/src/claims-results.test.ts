import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CLAIMS_SCHEMA, type ClaimResult, type ClaimsResults, withEarlierClaims } from "./claims-results.ts";

const claim = (id: string, how: string): ClaimResult => ({
  id,
  how,
  says: "",
  expected: "reproduced",
  verdict: "reproduced",
  isAsExpected: true,
  remarks: [],
  expectations: [],
  commands: [],
  startedAt: "2026-01-31T12:00:00.000Z",
  seconds: 1,
});

const resultsOf = (version: string, claims: readonly ClaimResult[]): ClaimsResults => ({
  schema: CLAIMS_SCHEMA,
  environment: {
    node: "20",
    fairhare: "0.1.0",
    amqplib: "2.3.1",
    os: "Linux",
    cpu: "a processor",
    cores: 2,
    agents: [],
    memoryBytes: 1,
    loadAverage: [],
    startedAt: "2026-01-31T12:00:00.000Z",
    command: "npm run bench -- claims",
    broker: { product: "RabbitMQ", version, erlang: null, provider: "local", queueTypes: [] },
  },
  claims,
  notCovered: [],
});

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "fairhare-claims-"));
  const earlier = resultsOf("4.0.5", [claim("C04", "earlier"), claim("C14", "earlier")]);
  writeFileSync(join(directory, "claims.json"), JSON.stringify(earlier));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

it("claims of an earlier report of the same broker are kept unless they are measured again", () => {
  const { claims, notCovered } = withEarlierClaims(
    resultsOf("4.0.5", [claim("C05", ""), claim("C04", "now")]),
    directory,
  );
  expect(claims.map(({ id, how }) => [id, how])).toEqual([
    ["C04", "now"],
    ["C05", ""],
    ["C14", "earlier"],
  ]);
  expect(notCovered).toHaveLength(14);
});

it("claims of another broker are not kept, and a missing report adds none", () => {
  const now = resultsOf("3.10.8", [claim("C05", "")]);
  expect(withEarlierClaims(now, directory).claims).toEqual(now.claims);
  expect(withEarlierClaims(now, join(directory, "nowhere")).claims).toEqual(now.claims);
});
