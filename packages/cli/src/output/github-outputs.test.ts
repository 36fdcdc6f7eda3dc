import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ExitCode } from "@fairhare/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BrokerNotFoundError } from "@fairhare/broker";
import { parseScenarios } from "@fairhare/plan";
import { InterruptedError } from "../interruption.ts";
import { runPlans } from "../run/run-plans.ts";
import { runWords } from "../testing/run-words.ts";
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

const onGithub = () => ({ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary });
const withoutBroker = () => Promise.reject(new BrokerNotFoundError("No broker."));

describe("a command without results, in GitHub Actions", () => {
  it("a refused plan is an annotation and a summary with all mistakes", async () => {
    const { code, out, err } = await runWords(home, ["--workers", "none", "--prefetch", "70000"], onGithub());
    expect([code, out]).toEqual([ExitCode.usage, ""]);
    const annotation = err.split("\n").find((line) => line.startsWith("::"));
    expect(annotation).toMatch(/^::error title=Fairhare refused its input::.*--workers.*%0A.*--prefetch/);
    const text = readFileSync(summary, "utf8");
    expect(text).toMatch(
      /^## ❌ Fairhare refused its input\n\n```text\n[^`]*--workers[^`]*--prefetch[^`]*```\n\nExit code 2\./,
    );
  });

  it("a missing broker, and an interruption before the measurement, say so", async () => {
    for (const [error, words] of [
      [new BrokerNotFoundError("No broker.\nInstall one."), "Fairhare has no broker"],
      [new InterruptedError(), "Fairhare was interrupted"],
    ] as const) {
      rmSync(summary, { force: true });
      const failing = runCommand(home, () => Promise.reject(error), onGithub());
      expect((await failing).err).toContain(`::error title=${words}::`);
      expect(readFileSync(summary, "utf8")).toContain(`## ❌ ${words}\n`);
    }
  });

  it("each scenario that cannot run has its own", async () => {
    const CONTENT = { scenarios: { one: {}, two: {} } };
    const plans = parseScenarios(
      { file: { name: "plan.yaml", content: CONTENT } },
      { metrics: { names: [], path: () => undefined }, readTraceFile: () => "" },
    );
    const { code, err } = await runCommand(home, (cli) => runPlans(plans, cli, withoutBroker), onGithub());
    expect(code).toBe(ExitCode.noBroker);
    expect(err.match(/^::error/gm)).toHaveLength(2);
  });

  it("a password in a URI is in neither of them", async () => {
    const { err } = await runWords(home, ["--uri", "amqp://me:s3cret@127.0.0.1:1/x y", "--workers", "0"], onGithub());
    expect(err).toContain("::error");
    expect(err + readFileSync(summary, "utf8")).not.toContain("s3cret");
  });
});

it("the help needs neither", async () => {
  await runWords(home, ["--version"], { GITHUB_STEP_SUMMARY: summary });
  expect(existsSync(summary)).toBe(false);
});

it("outside GitHub Actions, nothing is written", async () => {
  expect(await write({ GITHUB_ACTIONS: "", GITHUB_STEP_SUMMARY: "" })).toMatchObject({ out: "", err: "" });
  expect(existsSync(summary)).toBe(false);
});
