import { ExitCode } from "@fairhare/core";
import { BrokerNotFoundError } from "@fairhare/broker";
import type { ParsedExperiment } from "@fairhare/plan";
import { parseScenarios } from "@fairhare/plan";
import { describe, expect, it } from "vitest";
import { runCommand } from "../testing/run-command.ts";
import { runPlans } from "./run-plans.ts";

const CONTENT = { workers: 2, scenarios: { one: {}, two: {}, three: {} } };
const PLANS = parseScenarios(
  { file: { name: "plan.yaml", content: CONTENT } },
  { metrics: { names: [], path: () => undefined }, readTraceFile: () => "" },
);

/** Runs the plans; `codes` are the exit codes of the scenarios, an Error is thrown. */
const run = (codes: readonly (ExitCode | Error)[]) =>
  runCommand("/nonexistent", (cli) => {
    const left = [...codes];
    return runPlans(PLANS, cli, async (_plan: ParsedExperiment, { endWith }) => {
      const code = left.shift() ?? ExitCode.pass;
      if (code instanceof Error) throw code;
      endWith(code);
    });
  });

describe("several scenarios", () => {
  it("run one after another, each with a heading", async () => {
    const { code, out } = await run([]);
    expect(code).toBe(ExitCode.pass);
    expect(out).toBe("Scenario one (1 of 3)\n\nScenario two (2 of 3)\n\nScenario three (3 of 3)\n");
  });

  it.each([
    [[ExitCode.pass, ExitCode.unknown, ExitCode.pass], ExitCode.unknown],
    [[ExitCode.fail, ExitCode.unknown, ExitCode.pass], ExitCode.fail],
    [[ExitCode.interrupted, ExitCode.fail], ExitCode.interrupted],
  ] as const)("end with the worst of their exit codes: %j gives %d", async (codes, expected) => {
    expect((await run(codes)).code).toBe(expected);
  });

  it("go on after one that cannot run", async () => {
    const { code, out, err } = await run([new BrokerNotFoundError("No broker."), ExitCode.fail]);
    expect([code, err]).toEqual([ExitCode.noBroker, "✗ No broker.\n"]);
    expect(out).toContain("Scenario three");
  });
});
