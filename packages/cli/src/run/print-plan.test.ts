import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { storedExperimentSchema } from "@fairhare/results";
import { runWords } from "../testing/run-words.ts";

const DIRECTORY = "/nonexistent";

describe("--print-plan", () => {
  it("prints the experiment with its defaults, its runs in order and their least time, without a broker", async () => {
    const words = ["--workers", "2,4", "--repeat", "2", "--warmup", "1", "-z", "3", "--print-plan"];
    const { code, out, err } = await runWords(DIRECTORY, words);
    expect([code, err]).toEqual([0, ""]);
    const plan = JSON.parse(out);
    expect(plan).toMatchObject({ schema: "fairhare.plan/1", leastSeconds: 18, warnings: [] });
    expect(storedExperimentSchema.parse(plan.experiment)).toEqual(plan.experiment);
    expect(plan.experiment.trials[0]).toMatchObject({ id: "workers=2", settings: { prefetch: 1, heavyMs: 100 } });
    expect(plan.runs).toHaveLength(6);
    expect(plan.runs[0]).toEqual({ trial: expect.stringMatching(/^workers=[24]$/), run: 1, warmup: true });
    expect(plan.runs.at(-1)).toMatchObject({ run: 2, warmup: false });
  });

  it("hides passwords, and prints warnings on standard error as well", async () => {
    const { out } = await runWords(DIRECTORY, ["--uri", "amqp://me:secret@host", "--print-plan"]);
    expect(JSON.parse(out).experiment.broker.uri).toBe("amqp://me:***@host");
    expect(out).not.toContain("secret");
  });

  it("prints a list for a file with several scenarios, in JSON or YAML", async () => {
    const directory = mkdtempSync(join(tmpdir(), "fairhare-plan-"));
    writeFileSync(join(directory, "x.yml"), "workers: 3\nscenarios:\n  a: {}\n  b: { prefetch: 7 }\n");
    const words = ["--experiment", "x.yml", "--print-plan"];
    const all = JSON.parse((await runWords(directory, words)).out);
    expect(all).toMatchObject([{ experiment: { name: "a" } }, { experiment: { name: "b" } }]);
    const one = JSON.parse((await runWords(directory, [...words, "--scenario", "b"])).out);
    expect(one.experiment.trials[0].settings).toMatchObject({ workers: 3, prefetch: 7 });
    rmSync(directory, { recursive: true });
  });

  it("refuses an invalid plan with exit code 2 and prints nothing on standard output", async () => {
    const { code, out, err } = await runWords(DIRECTORY, ["--workers", "0", "--print-plan"]);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("--workers 0");
  });
});

it("schema prints the JSON Schema of an experiment file", async () => {
  const { code, out } = await runWords(DIRECTORY, ["schema"]);
  expect([code, JSON.parse(out).title]).toEqual([0, "Fairhare experiment"]);
});
