// The commands of the action and of the pull-request workflow run on this machine as the runner would run them, with
// smaller measurements.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedBroker } from "@fairhare/broker/testing";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { ACTION, readAction, ROOT, type Step, workflowNamed } from "./workflow-files.ts";

const SMALL = "--workers 2 --prefetch unlimited,1 --tasks 40 --heavy 10ms --light 1ms --name in-ci";

let workspace: string;
beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "fairhare-workflow-"));
  for (const name of ["summary.md", "output.txt"]) writeFileSync(join(workspace, name), "");
});
afterEach(() => rmSync(workspace, { recursive: true, force: true }));
afterAll(() => {
  const runs = join(ROOT, ".runs");
  for (const name of readdirSync(runs).filter((one) => /-in-ci(-\d+)?$/.test(one)))
    rmSync(join(runs, name), { recursive: true, force: true });
});

const written = (name: string): string => readFileSync(join(workspace, name), "utf8");

/** The shell of the runner, with its variables. */
function runStep({ run = "" }: Step, environment: Record<string, string>) {
  const { PATH = "", HOME = "" } = process.env;
  return spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run], {
    cwd: ROOT,
    encoding: "utf8",
    env: {
      PATH,
      HOME,
      GITHUB_ACTIONS: "true",
      GITHUB_STEP_SUMMARY: join(workspace, "summary.md"),
      GITHUB_OUTPUT: join(workspace, "output.txt"),
      GITHUB_WORKSPACE: workspace,
      GITHUB_ACTION_PATH: join(ROOT, ACTION),
      RUNNER_TEMP: workspace,
      ...environment,
    },
  });
}

const stepNamed = (steps: readonly Step[], name: string): Step => {
  const step = steps.find((one) => one.name === name);
  if (step === undefined) throw new Error(`there is no step ${name}`);
  return step;
};

const measure = (environment: Record<string, string>) =>
  runStep(stepNamed(readAction().runs.steps, "measure"), {
    FLAGS: SMALL,
    THRESHOLDS: "lost==0\n\njainBusy >= 0.9\n",
    BROKER: "local",
    URI: "",
    REPORT: "bench report",
    ...environment,
  });

describe("the action", () => {
  it("measures, writes summary, annotations, exports and outputs, and fails on a threshold", () => {
    const { status, stderr } = measure({});
    expect(stderr).toMatch(/^::error title=Threshold jainBusy >= 0\.9::/m);
    expect(status).toBe(1);
    expect(written("summary.md")).toMatch(/^## ❌ in-ci: fail\n/);
    expect(written("output.txt")).toBe("report=bench report/report\nverdict=fail\n");
    expect(written("bench report/junit.xml")).toContain('<testsuites name="in-ci" tests="6" failures="1"');
    expect(JSON.parse(written("bench report/benchmark-bigger.json"))).not.toEqual([]);
    expect(written("bench report/report/report.md")).toContain("# in-ci");
  });

  it("refuses flags with an open quote, and never runs what is in them", () => {
    const { status, stdout } = measure({ FLAGS: "--name 'x" });
    expect(status).toBe(2);
    expect(stdout).toMatch(/^::error title=Fairhare refused its input::The input flags has a quote/m);
    const trick = measure({ FLAGS: `--name $(touch ${join(workspace, "touched")})` });
    expect(trick.status).toBe(2);
    expect(trick.stderr).toMatch(/^::error title=Fairhare refused its input::/m);
    expect(written("summary.md").match(/^## ❌ Fairhare refused its input$/gm)).toHaveLength(2);
    expect(written("output.txt")).toBe("report=bench report/report\nverdict=\n");
    expect(() => written("touched")).toThrow(/ENOENT/);
  });
});

describe("the workflow of a pull request", () => {
  const steps = workflowNamed("bench-pull-request.yml").content.jobs["compare"]?.steps ?? [];
  // Fewer repeats show no change, and the comparison refuses them.
  const run = (name: string) => runStep(stepNamed(steps, name), { FLAGS: `${SMALL} --repeat 6`, AMQP_URL: uri });
  let uri = "";

  it("measures base and head, and writes the comparison for the comment", async () => {
    ({ uri } = await sharedBroker());
    const base = run("measure the base");
    expect([base.status, written("summary.md"), base.stderr.includes("::error")]).toEqual([0, "", false]);
    expect(run("measure the pull request").status).toBe(0);
    expect(run("compare").status).toBe(0);
    const changes = written("changes.md");
    expect(changes).toMatch(/^## ✅ in-ci: new results against the base\n/);
    expect(changes).toMatch(/\| prefetch unlimited +\| makespan +\| /);
    expect(written("summary.md")).toMatch(/^## ✅ in-ci: pass\n[^]*\n\n## ✅ in-ci: new results/);
  });
});
