import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitCode } from "@fairhare/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkStoredRun } from "../stored/check-stored-run.ts";
import { RESULTS } from "../testing/results.ts";
import { QUIETLY, type Ended, runCommand } from "../testing/run-command.ts";
import { storeRun } from "../testing/stored-run.ts";
import { writeGithubOutputs } from "./github-outputs.ts";

let home: string;
let summary: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-github-"));
  summary = join(home, "summary.md");
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const write = (environment: Record<string, string>): Promise<Ended> =>
  runCommand(home, (cli) => writeGithubOutputs(RESULTS, cli), environment);

describe("in GitHub Actions", () => {
  it("the summary of the step is appended to what is there", async () => {
    writeFileSync(summary, "earlier\n");
    expect(await write({ GITHUB_STEP_SUMMARY: summary })).toMatchObject({ out: "", err: "" });
    expect(readFileSync(summary, "utf8")).toMatch(/^earlier\n\n## ❔ odd-even: unknown\n/);
  });

  it("the file stays within 1 MiB, whatever is in it already", async () => {
    writeFileSync(summary, "x".repeat(1_048_400));
    await write({ GITHUB_STEP_SUMMARY: summary });
    expect(statSync(summary).size).toBeLessThanOrEqual(1_048_576);
    writeFileSync(summary, "x".repeat(1_048_576));
    await write({ GITHUB_STEP_SUMMARY: summary });
    expect(statSync(summary).size).toBe(1_048_576);
  });

  it("annotations go to standard error", async () => {
    const { out, err } = await write({ GITHUB_ACTIONS: "true" });
    expect(out).toBe("");
    expect(err).toMatch(/^::error title=Fairhare%3A odd-even::Unknown: .+\n$/);
  });

  it("a summary that cannot be written gives a sentence and keeps the exit code", async () => {
    const { code, err } = await write({ GITHUB_STEP_SUMMARY: join(home, "no", "where") });
    expect(err).toBe(
      `The step summary ${join(home, "no", "where")} could not be written: there is no such file or directory.\n`,
    );
    expect(code).toBe(ExitCode.pass);
  });

  it("check writes the summary of the stored run", async () => {
    const stored = storeRun(home);
    await runCommand(home, (cli) => checkStoredRun(stored, QUIETLY, cli), { GITHUB_STEP_SUMMARY: summary });
    expect(readFileSync(summary, "utf8")).toMatch(/^## ✅ stored: pass\n[\s\S]*\| ✓ +\| lost==0 +\| measured 0 +\|\n/);
  });
});

it("outside GitHub Actions, nothing is written", async () => {
  expect(await write({ GITHUB_ACTIONS: "", GITHUB_STEP_SUMMARY: "" })).toMatchObject({ out: "", err: "" });
  expect(existsSync(summary)).toBe(false);
});
