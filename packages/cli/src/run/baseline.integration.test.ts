// `--baseline` and `compare` on a real broker: the same setting measured twice passes, a handler that takes 5 % longer fails.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commandOnBroker } from "../testing/command-on-broker.ts";

const FLEET = ["--workers", "2", "--skew", "uniform", "--tasks", "20", "--repeat", "6", "--quiet"];
/** The service time depends little on the speed of the machine: a busy one wakes a task a part of a millisecond late. */
const LIMITS = ["--threshold", "work.p50<=1.025x", "--threshold", "lost<=+0"];

const command = commandOnBroker("baseline");

async function fairhare(...words: readonly string[]) {
  const { closed, written } = command.start(words);
  return { code: await closed, ...written };
}
const run = (name: string, heavy: string, ...words: readonly string[]) =>
  fairhare(...FLEET, "--name", name, "--heavy", heavy, "--out", name, ...words);

test(
  "a baseline passes the same setting, and fails a handler that takes 5 % longer",
  { timeout: 180_000 },
  async () => {
    expect(await run("base", "40ms")).toMatchObject({ code: 0, err: "" });
    mkdirSync(command.path("plans"));
    const file = { baseline: "../base", threshold: ["work.p50<=1.025x", "lost<=+0"] };
    writeFileSync(command.path("plans/compared.json"), JSON.stringify(file));
    const same = await run("same", "40ms", "--experiment", "plans/compared.json");
    expect(same).toMatchObject({ code: 0, err: "" });
    expect(same.out).toMatch(/✓ work\.p50<=1\.025x \(\d/);

    const slow = await run("slow", "42ms", "--baseline", "base/results.json", ...LIMITS);
    expect(slow.code).toBe(1);
    expect(slow.out).toMatch(/✗ work\.p50<=1\.025x \(1\.\d+x the baseline's 4\d\.\d+; p = 0\.0\d+, 6 runs against 6\)/);
    expect(slow.err).toContain("had other settings: heavyMs");

    expect((await fairhare("compare", "base", "same", ...LIMITS)).code).toBe(0);
    const compared = await fairhare("compare", "base", "slow", ...LIMITS);
    expect(compared.code).toBe(1);
    expect(compared.out).toMatch(/✗ work\.p50<=1\.025x/);

    // The plan of the stored run contains what it needs of the baseline.
    rmSync(command.path("base"), { recursive: true });
    const stored = readdirSync(command.path(".runs")).find((name) => name.endsWith("-slow")) ?? "";
    expect(await fairhare("check", `.runs/${stored}`, "--quiet")).toMatchObject({
      code: 1,
      out: expect.stringContaining("✗ work.p50<=1.025x"),
    });
  },
);
