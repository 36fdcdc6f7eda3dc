import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitCode } from "@fairhare/core";
import { sealedJson } from "@fairhare/store";
import { findRateSchema, renderRates } from "@fairhare/tuning";
import { searchedRates } from "@fairhare/tuning/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Ended, runCommand } from "../testing/run-command.ts";
import { type ReportFlags, reportStoredRun } from "./report-stored-run.ts";

/** As a reader of the file has them: with all defaults, in the order of the schema. */
const rates = findRateSchema.parse(await searchedRates());

let home: string;
let stored: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-rates-"));
  stored = join(home, "searched");
  mkdirSync(stored);
  writeFileSync(join(stored, "find-rate.json"), sealedJson(rates));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const report = (flags: ReportFlags): Promise<Ended> => runCommand(home, (cli) => reportStoredRun(stored, flags, cli));
const read = (...path: readonly string[]): string => readFileSync(join(home, ...path), "utf8");

describe("the report of a search", () => {
  it("is written again from find-rate.json, with its page", async () => {
    const { code, out } = await report({ out: ["again"], exportHtml: ["page.html"], exportJson: ["copy.json"] });
    expect([code, out]).toEqual([ExitCode.pass, `Report: ${join(home, "again")}\n`]);
    expect(readdirSync(join(home, "again")).toSorted()).toEqual([
      "find-rate.json",
      "pictures",
      "report.html",
      "report.md",
    ]);
    expect(read("again", "report.md")).toBe(renderRates(rates)[0]?.content);
    expect(read("again", "find-rate.json")).toBe(read("searched", "find-rate.json"));
    expect(read("copy.json")).toBe(read("searched", "find-rate.json"));
    expect(read("page.html")).toBe(read("again", "report.html"));
  });

  it("refuses exports with a row or a test per run, all at once", async () => {
    const { code, err } = await report({ exportCsv: ["a.csv"], exportJunit: ["b.xml"], exportHtml: ["c.html"] });
    expect(code).toBe(ExitCode.usage);
    for (const flag of ["--export-csv", "--export-junit"]) expect(err).toContain(flag);
    expect(err).not.toContain("--export-html\n");
    expect(readdirSync(home)).toEqual(["searched"]);
  });

  it("names a file that was changed, and writes nothing", async () => {
    const path = join(stored, "find-rate.json");
    writeFileSync(path, readFileSync(path, "utf8").replace('"precision": 0.05', '"precision": 0.06'));
    const { code, err } = await report({ out: ["again"] });
    expect([code, err]).toEqual([ExitCode.unknown, expect.stringContaining("find-rate.json is damaged")]);
    expect(readdirSync(home)).toEqual(["searched"]);
  });
});
