import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RESULTS_SCHEMA, type Results } from "@fairhare/checker";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareExports } from "./export-files.ts";
import { chosenDirectory, datedDirectory } from "./report-directory.ts";

const RESULTS: Results = {
  schema: RESULTS_SCHEMA,
  experiment: { name: "odd-even", repeat: 1, warmup: 0, seed: 1 },
  environment: {
    node: "20.20.2",
    fairhare: "0.1.0",
    amqplib: "2.0.0",
    broker: { product: "RabbitMQ", version: "4.0.5", erlang: null, provider: "local", queueTypes: ["classic"] },
    os: "Linux",
    cpu: "a processor",
    cores: 2,
    memoryBytes: 1e9,
    loadAverage: [0, 0, 0],
    startedAt: "2026-01-31T12:00:00.000Z",
    command: "npm run bench",
  },
  trials: [],
  comparisons: [],
  thresholds: [],
  verdict: "unknown",
};
const DATE = new Date(2026, 0, 31, 12);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-report-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("a report's directory", () => {
  it("is named after the day and the experiment, numbered when that is taken", () => {
    const write = (): string => datedDirectory(home, "odd-even", DATE).write(RESULTS);
    expect([write(), write(), write()]).toEqual(
      ["2026-01-31-odd-even", "2026-01-31-odd-even-2", "2026-01-31-odd-even-3"].map((name) =>
        join(home, "reports", name),
      ),
    );
    expect(existsSync(join(home, "reports", "2026-01-31-odd-even", "results.json"))).toBe(true);
  });

  it("is not made before there is a report", () => {
    datedDirectory(home, "odd-even", DATE);
    chosenDirectory(join(home, "deep", "er"));
    expect(readdirSync(home)).toEqual([]);
  });

  it("may be chosen, made or empty or an earlier report, which is replaced", () => {
    const path = join(home, "deep", "er");
    chosenDirectory(path).write(RESULTS);
    chosenDirectory(path).write({ ...RESULTS, verdict: "pass" });
    expect(JSON.parse(readFileSync(join(path, "results.json"), "utf8"))).toMatchObject({ verdict: "pass" });
  });

  it("is refused when it holds anything else, is a file, or lies in one", () => {
    mkdirSync(join(home, "mine"));
    writeFileSync(join(home, "mine", "results.json"), '{ "schema": "another" }');
    expect(() => chosenDirectory(join(home, "mine"))).toThrow(/no Fairhare report/);
    expect(() => chosenDirectory(join(home, "mine", "results.json"))).toThrow(/is a file/);
    expect(() => chosenDirectory(join(home, "mine", "results.json", "below"))).toThrow(/--out/);
  });
});

describe("export files", () => {
  const none = { json: null, markdown: null, csv: null };

  it("are tried before the run without leaving or touching anything", () => {
    writeFileSync(join(home, "old.csv"), "kept");
    expect(prepareExports({ ...none, json: "new.json", csv: "old.csv" }, home).map(({ path }) => path)).toEqual([
      join(home, "new.json"),
      join(home, "old.csv"),
    ]);
    expect(readdirSync(home)).toEqual(["old.csv"]);
    expect(readFileSync(join(home, "old.csv"), "utf8")).toBe("kept");
  });

  it("are all named when they cannot be written", () => {
    expect(() => prepareExports({ ...none, json: "no/where.json", csv: "." }, home)).toThrow(
      /--export-json .* there is no directory .*\n--export-csv .* it is a directory/,
    );
  });
});
