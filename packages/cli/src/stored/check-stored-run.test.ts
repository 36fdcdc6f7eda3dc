import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resultsSchema } from "@fairhare/results";
import { ExitCode } from "@fairhare/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { QUIETLY, type Ended, runCommand } from "../testing/run-command.ts";
import { storeRun } from "../testing/stored-run.ts";
import { checkStoredRun } from "./check-stored-run.ts";
import { readResults } from "@fairhare/store";
import { reportStoredRun } from "./report-stored-run.ts";

const LAST = join("prefetch=10", "2");

let home: string;
let stored: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "fairhare-check-"));
  stored = storeRun(home);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const checked = (isQuiet = true): Promise<Ended> =>
  runCommand(home, (cli) => checkStoredRun(stored, { ...QUIETLY, isQuiet }, cli));

describe("check", () => {
  it("passes an intact run, and writes the same results.json", async () => {
    const path = join(stored, "results.json");
    const before = readFileSync(path, "utf8");
    expect(await checked()).toMatchObject({ code: ExitCode.pass, err: "" });
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it.each([
    ["was never started", () => rmSync(join(stored, LAST), { recursive: true })],
    ["was killed with the bench", () => unlinkSync(join(stored, LAST, "run.json"))],
  ])("is unknown when a planned run %s, and states how many are missing", async (_, lose) => {
    lose();
    const { code, out } = await checked();
    expect(code).toBe(ExitCode.unknown);
    expect(out).toContain("? unknown: 1 of 4 runs missing\n");
    const { trials, verdict } = resultsSchema.parse(JSON.parse(readFileSync(join(stored, "results.json"), "utf8")));
    expect(verdict).toBe("unknown");
    expect(trials.map(({ missingRuns, runs }) => [missingRuns, runs.length])).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });

  it("counts all planned runs when none is stored", async () => {
    for (const trial of ["prefetch=1", "prefetch=10"]) rmSync(join(stored, trial), { recursive: true });
    expect(await checked()).toMatchObject({
      code: ExitCode.unknown,
      out: expect.stringContaining("4 of 4 runs missing"),
    });
  });

  it("is unknown when the record of a run is damaged, and names the file", async () => {
    writeFileSync(join(stored, LAST, "run.json"), "{");
    const { code, out } = await checked(false);
    expect(code).toBe(ExitCode.unknown);
    expect(out).toMatch(/run\.json is not valid JSON/);
    expect(out).not.toContain("missing");
  });

  it("is unknown when the history of a run is missing or not a directory", async () => {
    const history = join(stored, LAST, "history");
    rmSync(history, { recursive: true });
    expect(await checked(false)).toMatchObject({
      code: ExitCode.unknown,
      out: expect.stringContaining("/history cannot be read: there is no such file or directory"),
    });
    writeFileSync(history, "");
    expect((await checked()).code).toBe(ExitCode.unknown);
  });

  it("is unknown when a shard is replaced by something else, and reads the other shards", async () => {
    const shard = join(stored, LAST, "history", "worker-2.1.shard");
    rmSync(shard);
    mkdirSync(shard);
    const { code, out } = await checked(false);
    expect(code).toBe(ExitCode.unknown);
    expect(out).toContain("The shard worker-2.1.shard cannot be read: it is a directory.");
  });

  it("neither waits for a pipe nor reads a device in place of a shard", async () => {
    const shard = join(stored, LAST, "history", "worker-2.1.shard");
    rmSync(shard);
    execFileSync("mkfifo", [shard]);
    expect((await checked()).code).toBe(ExitCode.unknown);
    rmSync(shard);
    symlinkSync("/dev/zero", shard);
    const { code, out } = await checked(false);
    expect(code).toBe(ExitCode.unknown);
    expect(out).toContain("The shard worker-2.1.shard cannot be read: it is not a regular file.");
  });

  it("reports its verdict and the problem when results.json cannot be written", async () => {
    rmSync(join(stored, "results.json"));
    mkdirSync(join(stored, "results.json", "x"), { recursive: true });
    const { code, out, err } = await checked();
    expect(out).toContain("✓ pass");
    expect(err).toMatch(/results\.json could not be written: it is a directory\.\n$/);
    expect(code).toBe(ExitCode.usage);
  });

  it.each([
    ["another directory", () => home, /is not a stored run: it has no plan\.json\. Use a directory under \.runs\//],
    ["no directory", () => join(home, "nowhere"), /nowhere" does not exist\. Use/],
    ["a file", () => join(stored, "plan.json"), /is not a stored run/],
  ])("of %s is a usage error", async (_, place, message) => {
    const { code, err } = await runCommand(home, (cli) => checkStoredRun(place(), QUIETLY, cli));
    expect(err).toMatch(message);
    expect(code).toBe(ExitCode.usage);
  });

  it("exits with 2 and names the field when a plan is invalid, and with 4 when it was edited", async () => {
    const path = join(stored, "plan.json");
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replace('"workers": 2', '"workers": 1e9'));
    expect(await checked()).toMatchObject({
      code: ExitCode.usage,
      err: expect.stringMatching(
        /plan\.json is not the plan of a stored run\. experiment\.trials\[0\]\.settings\.workers: /,
      ),
    });
    writeFileSync(path, text.replace('"workers": 2', '"workers": 3'));
    expect(await checked()).toMatchObject({
      code: ExitCode.unknown,
      err: expect.stringContaining("plan.json is damaged"),
    });
  });
});

const written = (): Promise<Ended> => runCommand(home, (cli) => reportStoredRun(stored, { out: ["out"] }, cli));

describe("report", () => {
  it("names the invalid field of results, and how to derive them again", async () => {
    const path = join(stored, "results.json");
    writeFileSync(path, readFileSync(path, "utf8").replaceAll('"kind": "odd-even"', '"kind": "even-odd"'));
    const { code, err } = await written();
    expect(err).toMatch(/results\.json is not the results of a run\. trials\[0\]\.settings\.skew\.kind: /);
    expect(err).toContain(`npm run bench -- check ${stored}`);
    expect(code).toBe(ExitCode.usage);
  });

  it(
    "is written as far as possible, with a sentence for each file that cannot be written",
    { timeout: 30_000 },
    async () => {
      mkdirSync(join(home, "out"));
      const { code, out, err } = await runCommand(home, (cli) => {
        mkdirSync(join(home, "a.csv", "x"), { recursive: true });
        return reportStoredRun(stored, { out: ["out"], exportCsv: ["a.csv"] }, cli);
      });
      expect([code, out]).toEqual([ExitCode.usage, ""]);
      expect(err).toMatch(
        /^✗ --export-csv .*a\.csv cannot be written: it is a directory\. Use the path of a file in it\.\n$/,
      );
    },
  );

  it("leaves standard output to an export with the name -", { timeout: 30_000 }, async () => {
    const flags = { out: ["out"], exportCsvWorkers: ["-"] };
    const { code, out, err } = await runCommand(home, (cli) => reportStoredRun(stored, flags, cli));
    const [head, ...rows] = out.trimEnd().split("\r\n");
    expect([code, head?.slice(0, 25), rows.length]).toEqual([ExitCode.pass, "trial,run,verdict,worker,", 2 * 2 * 2]);
    expect(err).toBe(`Report: ${join(home, "out")}\n`);
  });

  it("states missing runs in its first lines", { timeout: 30_000 }, async () => {
    rmSync(join(stored, LAST), { recursive: true });
    rmSync(join(stored, "results.json"));
    expect((await written()).code).toBe(ExitCode.pass);
    const text = readFileSync(join(home, "out", "report.md"), "utf8");
    expect(text.split("\n").slice(0, 3).join("\n")).toContain("**Unknown: 1 of 4 runs missing.");
  });
});

describe("stored runs", () => {
  it("that start in the same second have separate directories", () => {
    const [second, third] = [storeRun(home), storeRun(home)];
    expect([second, third]).toEqual([`${stored}-2`, `${stored}-3`]);
    expect(readdirSync(third)).toEqual(readdirSync(stored));
  });

  it.each(["reports/odd-even", "reports/durability/3.10.8", "reports/durability/4.0.5"])(
    "of an earlier version are accepted: %s",
    (name) => {
      const directory = new URL(`../../../../${name}`, import.meta.url).pathname;
      const copy = join(home, "copy");
      cpSync(join(directory, "results.json"), join(copy, "results.json"));
      expect(readResults(copy).trials.length).toBeGreaterThan(0);
    },
  );
});
