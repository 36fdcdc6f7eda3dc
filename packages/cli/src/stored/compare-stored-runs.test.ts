import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitCode } from "@fairhare/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../testing/run-command.ts";
import { storeRun } from "../testing/stored-run.ts";
import { compareStoredRuns } from "./compare-stored-runs.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-compare-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe("compare", () => {
  it("prints the changes, and writes them as Markdown and into the summary of the step", async () => {
    const base = storeRun(home);
    const ended = await runCommand(
      home,
      (cli) => compareStoredRuns({ base, head: base, exportMarkdown: "changes.md" }, cli),
      { GITHUB_STEP_SUMMARY: "summary.md" },
    );
    expect(ended).toMatchObject({ code: ExitCode.pass, err: "" });
    expect(ended.out).toMatch(/prefetch 10\s+│ makespan\s+│ .*0\.0 %/);
    const markdown = readFileSync(join(home, "changes.md"), "utf8");
    expect(markdown).toContain("stored: new results against the base");
    expect(readFileSync(join(home, "summary.md"), "utf8")).toBe(markdown);
  });

  it("names a directory without results", async () => {
    const base = storeRun(home);
    const { code, err } = await runCommand(home, (cli) =>
      compareStoredRuns({ base, head: "nowhere", exportMarkdown: null }, cli),
    );
    expect(code).toBe(ExitCode.usage);
    expect(err).toMatch(/nowhere" is not a stored run/);
  });
});
