import { describe, expect, it } from "vitest";
import { history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

/** Two workers, three tasks of 100 ms; worker 2 takes 200 ms for its task. */
const run = () =>
  history()
    .phase("publishing", 0)
    .phase("drained", 1_000)
    .producer(1)
    .published(1, 0, { costMs: 100 })
    .published(2, 0, { costMs: 100 })
    .published(3, 0, { costMs: 100 })
    .worker(1)
    .worked(1, 0, 100)
    .worked(3, 100, 200)
    .worker(2)
    .worked(2, 0, 200);

const codesAt = (speeds: readonly number[]): string[] =>
  check(run(), { workers: 2, speeds }).result.findings.map(({ code }) => code);

describe("the lower bound of the makespan", () => {
  it("accounts for the speeds of the workers", () => {
    expect(check(run(), { workers: 2, speeds: [1, 0.5] }).result).toMatchObject({ makespanMs: 200, boundMs: 200 });
    expect(check(run(), { workers: 2 }).result).toMatchObject({ makespanMs: 200, boundMs: 200 });
    expect(check(run(), { workers: 2, speeds: [2, 1] }).result.boundMs).toBe(100);
  });

  it("compares each service time with that of a worker of this speed", () => {
    expect(codesAt([1, 0.5])).not.toContain("service-time-error");
    expect(codesAt([0.5, 0.25])).toContain("service-time-error");
    const ofProgram = check(run(), { workers: 2, speeds: [0.5, 0.25], workerCommand: "w" }).result;
    expect(ofProgram.findings.map(({ code }) => code)).toContain("client-work-differs");
  });

  it("finds a makespan below the bound of slow workers", () => {
    const { result } = check(run(), { workers: 2, speeds: [0.5] });
    expect(result.boundMs).toBe(300);
    expect(result.verdict).toBe("unknown");
  });
});
