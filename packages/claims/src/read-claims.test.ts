import { fileURLToPath } from "node:url";
import { metricPath } from "@fairhare/results";
import { describe, expect, it } from "vitest";
import { claimCommands } from "./measure/measure-claim.ts";
import { readClaims } from "./read-claims.ts";

const DIRECTORY = fileURLToPath(new URL("../../../bench/claims", import.meta.url));
const ALL = readClaims(DIRECTORY, { only: null, repeat: null });

/** What measured-number.ts knows beside the metrics. */
const BESIDE_METRICS =
  /^((losses|duplicates|deadLetters|disconnects|faults)\.|workers\.\d+\.tasks$|(slope|linearity)\.(ready|unacked|queueMemoryBytes|brokerMemoryBytes)\.(healed\+)?\d+-\d+$)/;

const TYPED = (words: readonly string[]): string[] => ["npm run bench --", ...words];

describe("the claims of bench/claims", () => {
  it("are complete, in the order of their ids, and their experiments are valid plans", () => {
    const ids = ALL.map(({ claim }) => claim.id);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids).toEqual(ids.toSorted());
    for (const { claim, experiments } of ALL) expect(experiments.size + claim.checks.length).toBeGreaterThan(0);
  });

  it("use only measures that exist", () => {
    const terms = ALL.flatMap(({ claim }) =>
      claim.expectations
        .filter(({ in: place }) => place in claim.experiments)
        .flatMap(({ measure }) => measure.split(/ [+-] /)),
    );
    for (const term of terms.filter((name) => !BESIDE_METRICS.test(name))) expect(metricPath(term)).toBe(term);
  });

  it("select only trials that their experiments have", () => {
    for (const { claim, experiments } of ALL)
      for (const { in: place, trials } of claim.expectations) {
        const settings = experiments.get(place)?.trials.map((trial) => ({ ...trial.settings })) ?? [];
        for (const [name, wanted] of Object.entries(trials))
          for (const value of [wanted].flat())
            expect(settings).toContainEqual(expect.objectContaining({ [name]: value }));
      }
  });
});

describe("a choice of claims", () => {
  it("takes ids in upper and lower case", () => {
    const chosen = readClaims(DIRECTORY, { only: "c14, C04", repeat: null });
    expect(chosen.map(({ claim }) => claim.id)).toEqual(["C04", "C14"]);
  });

  it("names every unknown id, and the known ids", () => {
    expect(() => readClaims(DIRECTORY, { only: "C04,C99,X", repeat: null })).toThrow(/C99[^]*C04, C05[^]*--only X/);
  });

  it("may change the number of repeats", () => {
    const repeats = readClaims(DIRECTORY, { only: "C08,C14", repeat: "2" }).flatMap(({ experiments }) =>
      [...experiments.values()].map(({ repeat }) => repeat),
    );
    expect(repeats).toEqual([2, 2]);
  });

  it("refuses a repeat that is not a number", () => {
    expect(() => readClaims(DIRECTORY, { only: "C14", repeat: "often" })).toThrow(/--repeat often/);
  });
});

it("the commands of a claim are its id, and the flags of each of its experiments", () => {
  const experiments = {
    killed: { workers: [2, 4], prefetch: "unlimited", backlog: true, faults: ["kill:worker@1s", "kill:worker@2s"] },
  };
  expect(claimCommands({ id: "C05", experiments }, TYPED)).toEqual([
    "npm run bench -- claims --only C05",
    "npm run bench -- --workers 2,4 --prefetch unlimited --backlog --fault kill:worker@1s --fault kill:worker@2s",
  ]);
});
