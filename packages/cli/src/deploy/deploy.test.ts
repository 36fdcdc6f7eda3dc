// `deploy` as users type it: its mistakes with those of the run, and the files that it writes.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InvalidPlanError } from "@fairhare/plan";
import { afterAll, describe, expect, test } from "vitest";
import { runWords } from "../testing/run-words.ts";
import { readDeployPlan } from "./deploy-plan.ts";

const userDirectory = mkdtempSync(join(tmpdir(), "fairhare-deploy-"));
afterAll(() => rmSync(userDirectory, { recursive: true }));

const swarm = (...words: readonly string[]) => readDeployPlan(words, { engine: "swarm" }, { userDirectory });

function mistakesOf(attempt: () => unknown): string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidPlanError)) throw error;
    return error.mistakes.map(({ place, message }) => `${place}: ${message}`);
  }
}

describe("the plan of deploy", () => {
  test("keeps the flags of the run as they were typed, with the letters of PerfTest", () => {
    const words = ["-y", "4", "-q", "1,10", "--fault", "kill:worker@2s", "--time", "10"];
    expect(swarm(...words).runWords).toEqual(words);
  });

  test("reports the mistakes of both command lines at once, those of the run behind --", () => {
    const flags = { engine: "swarm", agents: "none" };
    const words = ["--workers", "0", "--prefetchh", "1", "--listen", "1"];
    const mistakes = mistakesOf(() => readDeployPlan(words, flags, { userDirectory }));
    expect(mistakes).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^--agents none: Must be a whole number/),
        expect.stringMatching(/^-- --workers 0: /),
        expect.stringMatching(/^-- --prefetchh: Unknown flag. Did you mean --prefetch\?/),
      ]),
    );
  });

  test("refuses flags of the run that it sets itself, also with a letter", () => {
    expect(mistakesOf(() => swarm("-h", "amqp://host"))).toEqual(["-- --uri: Use --uri before the --."]);
  });

  test("refuses what a fleet of agents cannot do, and an agent that it does not have", () => {
    expect(mistakesOf(() => swarm("--rtt", "20ms"))).toEqual([expect.stringMatching(/^-- --rtt 20ms .*proxy/)]);
    expect(mistakesOf(() => swarm("--fault", "kill:agent:3@1s"))).toEqual([expect.stringContaining("from 1 to 2")]);
    expect(mistakesOf(() => swarm("--fault", "kill:agent:2@1s"))).toEqual([]);
  });

  test("does not read the variables of this machine, which the containers do not have", () => {
    process.env["FAIRHARE_WORKERS"] = "none";
    try {
      expect(mistakesOf(() => swarm())).toEqual([]);
    } finally {
      delete process.env["FAIRHARE_WORKERS"];
    }
  });
});

const deploy = (output: string, ...words: readonly string[]) =>
  runWords(userDirectory, ["deploy", "--engine", "compose", "--output", output, ...words]);
const read = (path: string): string => readFileSync(join(userDirectory, path), "utf8");

describe("the files of deploy", () => {
  const broker = ["--uri", "amqp://user:secret@rabbit"];

  test("are written with secrets that only their owner reads, and the password is in none of the others", async () => {
    expect(await deploy("fleet", ...broker)).toEqual({ code: 0, out: "fleet/compose.yaml\n", err: "" });
    expect(read("fleet/secrets/broker-uri")).toBe("amqp://user:secret@rabbit");
    expect(read("fleet/secrets/token")).toMatch(/^[\w-]{43}$/);
    const modes = ["token", "broker-uri"].map((name) => statSync(join(userDirectory, "fleet/secrets", name)).mode);
    expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o600]);
    expect(read("fleet/compose.yaml")).not.toContain("secret@");
    expect(read("fleet/secrets/.gitignore")).toBe("*\n");
    expect(statSync(join(userDirectory, "fleet/secrets")).mode & 0o777).toBe(0o700);
  });

  test("leave the .gitignore of a project alone", async () => {
    mkdirSync(join(userDirectory, "project"));
    writeFileSync(join(userDirectory, "project/.gitignore"), "node_modules/\n");
    await deploy("project");
    expect(read("project/.gitignore")).toBe("node_modules/\n");
  });

  test("are written again for a fleet of another size, with the same token", async () => {
    await deploy("again");
    const token = read("again/secrets/token");
    writeFileSync(join(userDirectory, "again/compose.yaml"), "changed");
    await deploy("again", "--agents", "7", "--", "--workers", "14");
    expect(read("again/secrets/token")).toBe(token);
    expect(read("again/compose.yaml")).toContain("replicas: 7");
  });

  test("are printed without secrets", async () => {
    const { code, out, err } = await deploy("-", ...broker);
    expect([code, out]).toEqual([0, expect.stringMatching(/^# compose.yaml\n/)]);
    expect(out).not.toContain("secret@");
    expect(err).toBe("Not printed: secrets/token, secrets/broker-uri. With --output DIR they are written as well.\n");
  });

  test("need a directory that can be written, and a valid plan", async () => {
    writeFileSync(join(userDirectory, "file"), "");
    expect(await deploy("file")).toMatchObject({ code: 2, err: expect.stringContaining("cannot be written") });
    expect(await deploy("none", "--", "--workers", "0")).toMatchObject({ code: 2, out: "" });
    expect(existsSync(join(userDirectory, "none"))).toBe(false);
  });
});
