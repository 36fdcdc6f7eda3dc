import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RESULTS } from "../testing/results.ts";
import { chosenDirectoryOf, datedDirectoryOf, RUN_REPORT } from "./report-directory.ts";

const DATE = new Date(2026, 0, 31, 12);
const chosenDirectory = (path: string) => chosenDirectoryOf(path, RUN_REPORT);
const datedDirectory = (home: string, name: string, date: Date) => datedDirectoryOf(home, name, date, RUN_REPORT);

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-report-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("a report's directory", () => {
  it("is named after date and experiment, with a number when that name exists", () => {
    const write = (): string | undefined => datedDirectory(home, "odd-even", DATE).write(RESULTS).directory;
    expect([write(), write(), write()]).toEqual(
      ["2026-01-31-odd-even", "2026-01-31-odd-even-2", "2026-01-31-odd-even-3"].map((name) =>
        join(home, "reports", name),
      ),
    );
    expect(existsSync(join(home, "reports", "2026-01-31-odd-even", "results.json"))).toBe(true);
  });

  it("is not created before the report is written", () => {
    datedDirectory(home, "odd-even", DATE);
    chosenDirectory(join(home, "deep", "er"));
    expect(readdirSync(home)).toEqual([]);
  });

  it("may be a new directory or an earlier report, which is replaced", () => {
    const path = join(home, "deep", "er");
    chosenDirectory(path).write(RESULTS);
    chosenDirectory(path).write({ ...RESULTS, verdict: "pass" });
    expect(JSON.parse(readFileSync(join(path, "results.json"), "utf8"))).toMatchObject({ verdict: "pass" });
  });

  it("is refused when it contains other files, is a file, or lies below a file", () => {
    mkdirSync(join(home, "mine"));
    writeFileSync(join(home, "mine", "results.json"), '{ "schema": "another" }');
    expect(() => chosenDirectory(join(home, "mine"))).toThrow(/not a Fairhare report/);
    expect(() => chosenDirectory(join(home, "mine", "results.json"))).toThrow(/is a file/);
    expect(() => chosenDirectory(join(home, "mine", "results.json", "below"))).toThrow(/--out/);
  });

  it.runIf(process.platform === "linux").each([
    ["/proc/x", /^--out \/proc\/x cannot be written: there is no such file or directory\. Use another directory\.$/],
    ["/dev/full", /^--out \/dev\/full is a file\. Use a directory\.$/],
    ["/dev/full/x", /part of the path is a file, not a directory/],
  ])("is refused when it cannot be created: %s", (path, message) => {
    expect(() => chosenDirectory(path)).toThrow(message);
  });

  it("is refused behind a loop of symbolic links", () => {
    symlinkSync("loop", join(home, "loop"));
    expect(() => chosenDirectory(join(home, "loop"))).toThrow(/symbolic links form a loop/);
    expect(() => chosenDirectory(join(home, "loop", "below"))).toThrow(/symbolic links form a loop/);
  });

  it("receives every file that can be written; each other file gives a sentence", () => {
    const path = join(home, "report");
    const place = chosenDirectory(path);
    mkdirSync(join(path, "report.md", "mine"), { recursive: true });
    expect(place.write(RESULTS)).toEqual({
      directory: path,
      problems: [`${join(path, "report.md")} could not be written: it is a directory.`],
    });
    expect(readdirSync(path).toSorted()).toEqual(["report.html", "report.md", "results.json"]);
  });

  it("is not named as the place of a report when no file could be written to it", () => {
    const path = join(home, "report");
    const place = chosenDirectory(path);
    for (const file of ["report.md", "report.html", "results.json"])
      mkdirSync(join(path, file, "mine"), { recursive: true });
    const { directory, problems } = place.write(RESULTS);
    expect(directory).toBeUndefined();
    expect(problems).toHaveLength(3);
  });

  it("gives a sentence, not an exception, when a file has taken its name", () => {
    const path = join(home, "report");
    const place = chosenDirectory(path);
    writeFileSync(path, "mine");
    expect(place.write(RESULTS)).toEqual({
      directory: undefined,
      problems: ["The report could not be written: a file of that name already exists."],
    });
  });
});
