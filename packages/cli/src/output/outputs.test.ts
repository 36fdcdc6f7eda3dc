import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ExitCode } from "@fairhare/core";
import { parseXml } from "@rgrove/parse-xml";
import { reportStoredRun } from "../stored/report-stored-run.ts";
import { runCommand } from "../testing/run-command.ts";
import { storeRun } from "../testing/stored-run.ts";
import { RESULTS } from "../testing/results.ts";
import { isOutputTaken, prepareExports, writeExports } from "./export-files.ts";
import { prepareOutputs, runsProblems, writeOutputs } from "./outputs.ts";

const NONE = {
  json: null,
  markdown: null,
  csv: null,
  csvWorkers: null,
  csvQueues: null,
  csvIntervals: null,
  html: null,
  junit: null,
  benchmark: [],
  openmetrics: null,
};
const PLAN = { name: "odd-even", date: new Date(2026, 0, 31, 12) };

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-outputs-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const noPrint = (): never => expect.fail("nothing goes to standard output");
const surroundings = () => ({ homeDirectory: home, userDirectory: home });

describe("export files", () => {
  it("are checked before the run without leaving a trace", () => {
    writeFileSync(join(home, "old.csv"), "kept");
    symlinkSync("nothing.md", join(home, "link.md"));
    const files = prepareExports({ ...NONE, json: "new.json", csv: "old.csv", markdown: "link.md" }, home);
    expect(files.map(({ path }) => path)).toEqual(["new.json", "link.md", "old.csv"].map((name) => join(home, name)));
    expect(readdirSync(home).toSorted()).toEqual(["link.md", "old.csv"]);
    expect(readFileSync(join(home, "old.csv"), "utf8")).toBe("kept");
  });

  it("are all reported with a hint when they cannot be written", () => {
    expect(() => prepareExports({ ...NONE, json: "no/where.json", csv: "." }, home)).toThrow(
      /^--export-json .* there is no such file or directory\. Create the directory .*no first\.\n--export-csv .* it is a directory\. Use the path of a file in it\.$/,
    );
  });

  it.runIf(existsSync("/dev/full"))("on a full device are refused before the run, also behind a link", () => {
    symlinkSync("/dev/full", join(home, "link"));
    for (const json of ["/dev/full", "link"])
      expect(() => prepareExports({ ...NONE, json }, home)).toThrow(/no space is left on the device\. Free some space/);
  });

  it("of two flags must be different files, also behind links", () => {
    mkdirSync(join(home, "real"));
    symlinkSync("real", join(home, "link"));
    expect(() => prepareExports({ ...NONE, json: "real/x", csv: "link/x" }, home)).toThrow(
      /Use a different file for each/,
    );
    expect(prepareExports({ ...NONE, json: "/dev/null", csv: "/dev/null" }, home)).toHaveLength(2);
  });

  it("of the name - go to standard output, but only one of them", async () => {
    let printed = "";
    const files = prepareExports({ ...NONE, csv: "-" }, home);
    expect(await writeExports(files, RESULTS, (text) => (printed += text))).toEqual([]);
    expect(printed).toMatch(/^trial,run,verdict/);
    expect(readdirSync(home)).toEqual([]);
    expect(isOutputTaken({ ...NONE, csv: "-" })).toBe(true);
    expect(isOutputTaken({ ...NONE, csv: "a" })).toBe(false);
    expect(() => prepareExports({ ...NONE, json: "-", csv: "-" }, home)).toThrow(
      "--export-json and --export-csv both name -. Use a different file for each.",
    );
  });

  it("may be a pipe with a slow reader, but not one without a reader", async () => {
    const pipe = join(home, "pipe");
    execFileSync("mkfifo", [pipe]);
    expect(() => prepareExports({ ...NONE, json: "pipe" }, home)).toThrow(/no process reads from the pipe\. Start/);
    const reader = spawn("cat", [pipe], { stdio: ["ignore", "pipe", "inherit"] });
    let read = "";
    reader.stdout.on("data", (chunk: Buffer) => (read += chunk.toString()));
    const ended = once(reader, "close");
    const files = await waitFor(() => prepareExports({ ...NONE, json: "pipe" }, home));
    const long = { ...RESULTS, environment: { ...RESULTS.environment, command: "x".repeat(1_000_000) } };
    expect(await writeExports(files, long, noPrint)).toEqual([]);
    await ended;
    expect(JSON.parse(read)).toMatchObject(long);
  });
});

describe("exports for other tools", () => {
  it("are written by report from a stored run, the file for each direction of a benchmark separately", async () => {
    const stored = storeRun(home);
    const flags = {
      out: ["report"],
      exportJunit: ["junit.xml"],
      exportBenchmark: ["bigger:up.json", "down.json"],
      exportOpenmetrics: ["metrics.txt"],
    };
    const { code, err } = await runCommand(home, (cli) => reportStoredRun(stored, flags, cli));
    expect([code, err]).toEqual([ExitCode.pass, ""]);
    const read = (name: string): string => readFileSync(join(home, name), "utf8");
    expect(parseXml(read("junit.xml")).root?.attributes).toMatchObject({ name: "stored", tests: "6", failures: "0" });
    const [up, down] = ["up.json", "down.json"].map((name) => read(name));
    expect(up).toContain('"name": "stored / prefetch 10 / completed"');
    expect(down).toContain('"name": "stored / prefetch 10 / makespan"');
    expect(read("metrics.txt")).toMatch(/^# TYPE fairhare_experiment info\n[^]*\n# EOF\n$/);
  });

  it("of a benchmark must be different files for each direction", () => {
    const benchmark = (["smaller", "bigger"] as const).map((better) => ({ better, file: "x.json" }));
    expect(() => prepareExports({ ...NONE, benchmark }, home)).toThrow(/Use a different file for each/);
  });
});

describe("the outputs of a run", () => {
  it("are all refused together, each with its flag", () => {
    writeFileSync(join(home, "file"), "");
    const output = { directory: "file", exports: { ...NONE, markdown: "no/where.md", json: "file/x.json" } };
    expect(() => prepareOutputs(output, PLAN, surroundings(), ["The raw runs cannot be written."])).toThrow(
      /^--out .*\n--export-json .*\n--export-markdown .*\nThe raw runs cannot be written\.$/,
    );
  });

  it("are written as far as possible, with a sentence for each that cannot be written", async () => {
    const outputs = prepareOutputs(
      { directory: "report", exports: { ...NONE, json: "a.json", markdown: "b.md", csv: "c.csv", html: "d.html" } },
      PLAN,
      surroundings(),
    );
    // The path is no longer writable.
    mkdirSync(join(home, "a.json"));
    const { report, problems } = await writeOutputs(outputs, RESULTS, { document: noPrint });
    expect(report).toBe(join(home, "report"));
    expect(problems).toEqual([`--export-json ${join(home, "a.json")} could not be written: it is a directory.`]);
    const paths = ["b.md", "c.csv", "d.html", "report/report.md", "report/report.html", "report/results.json"];
    expect(paths.filter((path) => statSync(join(home, path)).size === 0)).toEqual([]);
  });

  it("need a directory for the raw runs", () => {
    expect(runsProblems({ homeDirectory: home })).toEqual([]);
    writeFileSync(join(home, ".runs"), "");
    expect(runsProblems({ homeDirectory: home })).toEqual([
      `The raw runs cannot be written to ${join(home, ".runs")}: a file of that name already exists. Run Fairhare in a directory that you may write to.`,
    ]);
  });
});

/** A process takes some time to open a pipe, and that cannot be observed. */
async function waitFor<T>(attempt: () => T): Promise<T> {
  for (;;) {
    try {
      return attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}
