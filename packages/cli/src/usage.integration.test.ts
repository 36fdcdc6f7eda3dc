// The built command line with invalid input of all kinds. Needs no broker.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endedCommand, PROGRAM } from "./testing/spawn-command.ts";

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fairhare-usage-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function fairhare(words: readonly string[], environment: Record<string, string> = {}) {
  const { PATH = "" } = process.env;
  return endedCommand(directory, words, { PATH, ...environment });
}

describe("the command line", () => {
  it("--help shows commands, the most used flags, examples and exit codes, without colours in a pipe", async () => {
    const { code, out, err } = await fairhare(["--help"]);
    expect(code).toBe(0);
    expect(err).toBe("");
    for (const part of [
      "Commands:",
      "-y, --workers <N>",
      "--fault <FAULT>",
      "run --help",
      "Examples:",
      "Exit codes:",
      "FAIRHARE_QUEUE_TYPE",
    ])
      expect(out).toContain(part);
    expect(out).not.toContain("\u001b[");
    expect(out).not.toContain("--baseline-strict");
    expect(Math.max(...out.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(100);
  });

  it("run --help shows every flag in its group", async () => {
    const { code, out } = await fairhare(["run", "--help"]);
    expect(code).toBe(0);
    for (const part of ["Fleet:", "Output:", "--baseline-strict", "Exit codes:"]) expect(out).toContain(part);
  });

  it("--version prints only the version", async () => {
    expect(await fairhare(["--version"])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it("a command without its subcommand is a sentence with exit code 2", async () => {
    const { code, err } = await fairhare(["history"]);
    expect({ code, err }).toEqual({ code: 2, err: "✗ A subcommand is missing. See --help.\n" });
  });

  it("reports all mistakes in flags, environment and file together, with exit code 2", async () => {
    writeFileSync(join(directory, "plan.json"), JSON.stringify({ producers: 0, wrokers: 2 }));
    const { code, out, err } = await fairhare(
      ["--wrokers", "3", "--heavy", "100", "--threshold", "lots==0", "--experiment", "plan.json", "stray"],
      { FAIRHARE_QUEUE_TYPE: "quorom" },
    );
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(/^✗ Invalid plan: 7 errors\. Nothing was started\./);
    for (const part of [
      "--wrokers\n      Unknown flag. Did you mean --workers?",
      "stray\n",
      "--heavy 100\n",
      "--threshold lots==0\n      Unknown metric lots. Did you mean lost?",
      "plan.json: producers = 0\n",
      "plan.json: wrokers\n",
      "FAIRHARE_QUEUE_TYPE=quorom\n      Must be classic or quorum. Did you mean quorum?",
    ])
      expect(err).toContain(part);
    expect(readdirSync(directory)).toEqual(["plan.json"]);
  });

  it.each([
    ["a flag without its value", ["--workers"], "argument missing"],
    ["-h without a URI, meant as help", ["-h"], "Use --help for help"],
    ["a mistyped command", ["docotr"], "Did you mean doctor?"],
    ["a command after flags", ["--workers", "2", "check"], "A command must come before"],
    ["a missing experiment file", ["--experiment", "nowhere.json"], "there is no such file or directory"],
    ["a missing trace", ["--skew", "trace:nowhere"], "there is no such file or directory"],
    ["an export into a missing directory", ["--export-json", "no/where.json"], "Create the directory"],
    ["an export onto a directory", ["--export-csv", "."], "it is a directory"],
    ["two exports into one file", ["--export-csv", "x", "--export-json", "x"], "Use a different file for each"],
    ["a report over other files", ["--out", "."], "not a Fairhare report"],
    ["a report where no directory can be created", ["--out", "/proc/x"], "--out /proc/x cannot be written"],
    ["a report below a file", ["--out", "plan.json/x"], "part of the path is a file, not a directory"],
    ["an export to a full device", ["--export-json", "/dev/full"], "no space is left on the device"],
    ["a missing run", ["check", "nowhere"], 'nowhere" does not exist'],
    ["a report of a missing run", ["report", "nowhere"], 'nowhere" does not exist'],
    ["a report of another directory", ["report", "."], "is not the plan of a stored run"],
    ["a missing argument", ["check"], "Missing required argument"],
    ["an endless experiment file", ["--experiment", "/dev/zero"], "larger than 1 MiB"],
    ["an invalid port", ["--uri", "amqp://h:99999"], "port must be a number from 1 to 65535"],
    ["the name of an object property as a number", ["--workers", "constructor"], "Must be a whole number"],
    ["a fault without its duration", ["--fault", "stall:connection@2s"], "stall needs a duration"],
    ["a broker fault on an external broker", ["--fault", "kill:broker@2s", "--broker", "external"], "--broker local"],
    ["auto-ack with a prefetch", ["-a", "-q", "5"], "ignores the prefetch"],
  ])("%s: exit code 2 and a sentence", async (_, words, sentence) => {
    writeFileSync(join(directory, "plan.json"), "{}");
    const { code, out, err } = await fairhare(words);
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/\n\s+at /);
    expect(out).toBe("");
    expect(code).toBe(2);
    expect(existsSync(join(directory, ".runs"))).toBe(false);
  });

  it("reports all outputs that cannot be written together, before it opens a broker", async () => {
    const words = ["--out", "/proc/x", "--export-json", "/dev/full", "--export-csv", "no/where.csv"];
    const { code, err } = await fairhare(words, { AMQP_URL: "amqp://127.0.0.1:1" });
    for (const flag of ["--out /proc/x", "--export-json /dev/full", "--export-csv"]) expect(err).toContain(flag);
    expect(code).toBe(2);
  });

  it("output to a full device gives a sentence and exit code 2", async () => {
    const child = spawn("sh", ["-c", `"${process.execPath}" "${PROGRAM}" --version > /dev/full`], { cwd: directory });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(2);
    expect(err).toBe("The output could not be written: no space is left on the device.\n");
  });

  it("a missing broker gives exit code 3 and a sentence without the password", async () => {
    const { code, err, out } = await fairhare(["--uri", "amqp://me:secret@127.0.0.1:1/"]);
    expect(code).toBe(3);
    expect(err).toContain("nothing listens at this address");
    expect(err + out).not.toContain("secret");
    expect(err).not.toMatch(/\n\s+at /);
  });

  it("finds a program by a path from the directory in which npm was called", async () => {
    const called = join(directory, "called");
    mkdirSync(called);
    writeFileSync(join(called, "worker.sh"), "#!/bin/sh\n", { mode: 0o755 });
    const npm = { INIT_CWD: called, npm_lifecycle_event: "bench" };
    const words = ["--uri", "amqp://127.0.0.1:1", "--worker-command", "./worker.sh"];
    const { code, err } = await fairhare(words, npm);
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining("nothing listens at this address") });
    expect(await fairhare(words)).toMatchObject({ code: 2, err: expect.stringContaining("was not found") });
  });

  it.each([
    ["--uri", ["--uri", "amqp://us@er:secret@host"], {}],
    ["AMQP_URL", [], { AMQP_URL: "amqp://user:se cret@host" }],
    ["no flag at all", ["user:secret@host"], {}],
    ["a mistyped flag of another command", ["doctor", "--urii=amqp://me:secret s@host"], { DEBUG: "fairhare" }],
    ["--uri of new-task", ["new-task", "--uri", "me:12/secret@host"], {}],
  ])("an invalid URI given by %s is not shown", async (_, words, environment) => {
    const { code, err, out } = await fairhare(words, environment);
    expect(code).toBe(2);
    expect(err).not.toBe("");
    expect(err + out).not.toMatch(/secret|se cret/);
  });

  it("an unavailable broker of AMQP_URL gives exit code 3, also with --quiet: no other broker is used", async () => {
    const { code, err } = await fairhare(["--quiet"], { AMQP_URL: "amqp://127.0.0.1:1" });
    expect(code).toBe(3);
    expect(err).toContain("nothing listens at this address");
    expect(existsSync(join(directory, ".runs"))).toBe(false);
  });

  it("DEBUG=fairhare shows the stack trace", async () => {
    const { err } = await fairhare(["--uri", "amqp://me:secret@127.0.0.1:1/"], { DEBUG: "fairhare" });
    expect(err).toMatch(/\n\s+at /);
    expect(err).not.toContain("secret");
  });

  it("a reader that closes the pipe is not an error", async () => {
    const child = spawn("sh", ["-c", `"${process.execPath}" "${PROGRAM}" --help | head -1`], { cwd: directory });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
    expect(err).toBe("");
  });
});
