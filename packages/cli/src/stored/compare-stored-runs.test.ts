import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, history } from "@fairhare/checker/testing";
import { ExitCode } from "@fairhare/core";
import type { Results } from "@fairhare/results";
import { buildResults } from "@fairhare/statistics";
import { HANDLER_REPEATS, recordedRuns } from "@fairhare/statistics/testing";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { sealedJson } from "@fairhare/store";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCommand } from "../testing/run-command.ts";
import { RESULTS } from "../testing/results.ts";
import { runWords } from "../testing/run-words.ts";
import { storeRun } from "../testing/stored-run.ts";
import { compareStoredRuns } from "./compare-stored-runs.ts";

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-compare-"));
  write("a.json", HANDLER_REPEATS.a);
  write("same.json", HANDLER_REPEATS.sameAsA);
  write("slow.json", HANDLER_REPEATS.b);
  write(
    "short.json",
    Object.fromEntries(Object.entries(HANDLER_REPEATS.b).map(([path, all]) => [path, all.slice(0, 2)])),
  );
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Results of measured runs of one trial. */
function write(name: string, recorded: Parameters<typeof recordedRuns>[0]): void {
  const sample = check(history().phase("publishing", 0).producer(1).published(1, 0).worker(1).worked(1, 5, 9)).result;
  const runs = recordedRuns(recorded, sample);
  const trial = { id: "trial", settings: BASE_SETTINGS };
  const results: Results = buildResults({
    experiment: {
      name: "planted",
      trials: [trial],
      axes: [],
      repeat: runs.length,
      warmup: 0,
      seed: 1,
      thresholds: [],
      broker: { provider: "local", uri: null, waitSeconds: 0 },
      drainTimeoutSeconds: 60,
      readyTimeoutSeconds: 60,
      runTimeoutSeconds: null,
    },
    environment: RESULTS.environment,
    trials: [{ ...trial, runs }],
  });
  writeFileSync(join(home, name), sealedJson(results));
}

const compare = (...words: readonly string[]) => runWords(home, ["compare", ...words]);

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
    const { code, err } = await compare("a.json", "nowhere");
    expect(code).toBe(ExitCode.usage);
    expect(err).toMatch(/nowhere" does not exist/);
  });

  it("exits with code 0 for the same setting measured twice, and with 1 for a handler that takes 5 % longer", async () => {
    const same = await compare("a.json", "same.json");
    expect(same).toMatchObject({ code: ExitCode.pass, err: "" });
    expect(same.out).not.toMatch(/ % ✱|Worse/);
    const slow = await compare("a.json", "slow.json");
    expect(slow.code).toBe(ExitCode.fail);
    expect(slow.out).toMatch(/✗ Worse: 2 workers, prefetch 1: makespan \+4\.\d %/);
    expect((await compare("slow.json", "a.json")).code).toBe(ExitCode.pass);
  });

  it("with thresholds is decided by them", async () => {
    const limit = ["--threshold", "throughput>=0.99x", "--threshold", "jainBusy>=-0.02"];
    expect((await compare("a.json", "same.json", ...limit)).code).toBe(ExitCode.pass);
    const slow = await compare("a.json", "slow.json", ...limit);
    expect(slow.code).toBe(ExitCode.fail);
    expect(slow.out).toMatch(
      /✗ throughput>=0\.99x \(0\.95\d*x the baseline's 90\.\d+; p = 0\.0\d+, 20 runs against 20\)/,
    );
    expect(slow.out).toMatch(/✓ jainBusy>=-0\.02 /);
    expect((await compare("a.json", "slow.json", "--threshold", "throughput>=0.9x")).code).toBe(ExitCode.pass);
  });

  it("fails on a miss that may be chance only with --baseline-strict", async () => {
    const limit = ["--threshold", "throughput>=0.955x"];
    const found = await compare("a.json", "slow.json", ...limit.with(1, "throughput>=0.958x"));
    expect(found.code).toBe(ExitCode.pass);
    expect(found.out).toMatch(/✓ .*; misses the limit, which may be chance: p = 0\.\d+, 20 runs against 20/);
    const strict = await compare("a.json", "slow.json", ...limit.with(1, "throughput>=0.958x"), "--baseline-strict");
    expect(strict.code).toBe(ExitCode.fail);
  });

  it("refuses thresholds that nothing can show, and wrong ones, all at once", async () => {
    const few = await compare("short.json", "short.json", "--threshold", "throughput>=0.9x");
    expect(few).toMatchObject({ code: ExitCode.usage, err: expect.stringMatching(/Nothing can be shown with 2 runs/) });
    const wrong = await compare(
      "a.json",
      "slow.json",
      "--threshold",
      "troughput>=0.9x",
      "--threshold",
      "[workers=2] lost==0",
    );
    expect(wrong.code).toBe(ExitCode.usage);
    expect(wrong.err).toMatch(/Did you mean throughput\?/);
    expect(wrong.err).toMatch(/"workers" is not a setting of these trials/);
  });
});
