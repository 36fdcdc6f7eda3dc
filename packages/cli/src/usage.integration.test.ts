// The built command line as a newcomer or a script meets it: wrong input of all kinds. Needs no broker.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const BIN = fileURLToPath(new URL("../bin/fairhare.mjs", import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "fairhare-usage-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function fairhare(words: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [BIN, ...words], { cwd: directory, env: { PATH, ...environment } });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, out, err };
}

describe("the command line", () => {
  it("--help shows commands, the run's flags by group, examples and exit codes, without colours in a pipe", async () => {
    const { code, out, err } = await fairhare(["--help"]);
    expect(code).toBe(0);
    expect(err).toBe("");
    for (const part of [
      "Commands:",
      "Fleet:",
      "-y, --workers <N>",
      "Output:",
      "Examples:",
      "Exit codes:",
      "FAIRHARE_QUEUE_TYPE",
    ])
      expect(out).toContain(part);
    expect(out).not.toContain("\u001b[");
  });

  it("--version is the version and nothing else", async () => {
    expect(await fairhare(["--version"])).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it("names every mistake of flags, environment and file at once, with exit code 2 and nothing started", async () => {
    writeFileSync(join(directory, "plan.json"), JSON.stringify({ producers: 0, wrokers: 2 }));
    const { code, out, err } = await fairhare(
      ["--wrokers", "3", "--heavy", "100", "--threshold", "lots==0", "--experiment", "plan.json", "stray"],
      { FAIRHARE_QUEUE_TYPE: "quorom" },
    );
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(/^✗ 7 mistakes in the plan; nothing was started\./);
    for (const part of [
      "--wrokers\n      There is no such flag. Did you mean --workers?",
      "stray\n",
      "--heavy 100\n",
      "--threshold lots==0\n      There is no metric lots. Did you mean lost?",
      "plan.json: producers = 0\n",
      "plan.json: wrokers\n",
      "FAIRHARE_QUEUE_TYPE=quorom\n      Expects classic or quorum. Did you mean quorum?",
    ])
      expect(err).toContain(part);
    expect(readdirSync(directory)).toEqual(["plan.json"]);
  });

  it.each([
    ["a flag without its value", ["--workers"], "argument missing"],
    ["-h without a URI, meant as help", ["-h"], "Help is --help"],
    ["a mistyped command", ["docotr"], "Did you mean doctor?"],
    ["a command after flags", ["--workers", "2", "check"], "The command comes first"],
    ["an experiment file that is not there", ["--experiment", "nowhere.json"], "there is no such file or directory"],
    ["a trace that is not there", ["--skew", "trace:nowhere"], "there is no such file or directory"],
    ["an export into no directory", ["--export-json", "no/where.json"], "Make the directory"],
    ["an export onto a directory", ["--export-csv", "."], "it is a directory"],
    ["two exports into one file", ["--export-csv", "x", "--export-json", "x"], "Give each a file of its own"],
    ["a report over other files", ["--out", "."], "not a Fairhare report"],
    ["a report where the system makes nothing", ["--out", "/proc/x"], "--out /proc/x cannot be written"],
    ["a report below a file", ["--out", "plan.json/x"], "part of the path is a file, not a directory"],
    ["an export to a device that is full", ["--export-json", "/dev/full"], "no space is left on the device"],
    ["a run that is not there", ["check", "nowhere"], "is not a stored run"],
    ["a report of nothing", ["report", "nowhere"], "is not a stored run"],
    ["an argument too few", ["check"], "Missing required argument"],
    ["an experiment file without an end", ["--experiment", "/dev/zero"], "larger than 1 MiB"],
    ["a port that is none", ["--uri", "amqp://h:99999"], "port must be a number from 1 to 65535"],
    ["a property of objects for a number", ["--workers", "constructor"], "Expects a whole number"],
    ["a fault without its length", ["--fault", "stall:connection@2s"], "stall has to say how long"],
    [
      "a broker fault on somebody else's broker",
      ["--fault", "kill:broker@2s", "--broker", "external"],
      "--broker local",
    ],
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

  it("names every output that cannot be written at once, before a broker is looked for", async () => {
    const words = ["--out", "/proc/x", "--export-json", "/dev/full", "--export-csv", "no/where.csv"];
    const { code, err } = await fairhare(words, { AMQP_URL: "amqp://127.0.0.1:1" });
    for (const flag of ["--out /proc/x", "--export-json /dev/full", "--export-csv"]) expect(err).toContain(flag);
    expect(code).toBe(2);
  });

  it("output into a full device is a sentence and exit code 2", async () => {
    const child = spawn("sh", ["-c", `"${process.execPath}" "${BIN}" --version > /dev/full`], { cwd: directory });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(2);
    expect(err).toBe("The output could not be written: no space is left on the device.\n");
  });

  it("no broker is exit code 3, its password stays secret, and the reason is a sentence", async () => {
    const { code, err, out } = await fairhare(["--uri", "amqp://me:secret@127.0.0.1:1/"]);
    expect(code).toBe(3);
    expect(err).toContain("nothing listens at this address");
    expect(err + out).not.toContain("secret");
    expect(err).not.toMatch(/\n\s+at /);
  });

  it.each([
    ["--uri", ["--uri", "amqp://us@er:secret@host"], {}],
    ["AMQP_URL", [], { AMQP_URL: "amqp://user:se cret@host" }],
    ["no flag at all", ["user:secret@host"], {}],
    ["a mistyped flag of another command", ["doctor", "--urii=amqp://me:secret s@host"], { DEBUG: "fairhare" }],
    ["--uri of new-task", ["new-task", "--uri", "me:12/secret@host"], {}],
  ])("a URI that is not valid is not shown, given by %s", async (_, words, environment) => {
    const { code, err, out } = await fairhare(words, environment);
    expect(code).toBe(2);
    expect(err).not.toBe("");
    expect(err + out).not.toMatch(/secret|se cret/);
  });

  it("a broker that AMQP_URL names and that does not serve is exit code 3, quiet or not: no other is measured", async () => {
    const { code, err } = await fairhare(["--quiet"], { AMQP_URL: "amqp://127.0.0.1:1" });
    expect(code).toBe(3);
    expect(err).toContain("nothing listens at this address");
    expect(existsSync(join(directory, ".runs"))).toBe(false);
  });

  it("DEBUG=fairhare shows where an error came from", async () => {
    const { err } = await fairhare(["--uri", "amqp://me:secret@127.0.0.1:1/"], { DEBUG: "fairhare" });
    expect(err).toMatch(/\n\s+at /);
    expect(err).not.toContain("secret");
  });

  it("a reader that goes away in the middle is no error", async () => {
    const child = spawn("sh", ["-c", `"${process.execPath}" "${BIN}" --help | head -1`], { cwd: directory });
    let err = "";
    child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
    expect(await new Promise((resolve) => child.on("close", resolve))).toBe(0);
    expect(err).toBe("");
  });
});
