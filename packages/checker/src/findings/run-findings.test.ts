import { describe, expect, it } from "vitest";
import type { TrialSettings } from "@fairhare/workload";
import { type History, history } from "../testing/history.ts";
import { check } from "../testing/settings.ts";

const quiet = { ratePerSecond: 10 } as const;
const plain = () =>
  history().phase("publishing", 0).producer(1).published(1, 0, { costMs: 100 }).worker(1).worked(1, 10, 110);
const warningsOf = (run: History, settings: Partial<TrialSettings> = {}) =>
  check(run.phase("drained", 10_000), { ...quiet, ...settings }).result.warnings;

const openWhenCut = (run: History): string | undefined =>
  check(run.phase("cutShort", 5_000), quiet).result.warnings.find((warning) => warning.includes("not drain"));

describe("findings about a run", () => {
  it("name the open tasks of a run that was cut short", () => {
    expect(openWhenCut(plain().producer(1).published(2, 100))).toBe(
      "The run did not drain: 1 task was neither completed nor lost when it ended.",
    );
    expect(openWhenCut(plain())).toBe(
      "The run did not drain: it ended before the queue was proven empty; no task was open.",
    );
    expect(openWhenCut(plain().producer(1).attempted(2, 100))).toBe(
      "The run did not drain: it ended while the fate of 1 task was unknown; no other task was open.",
    );
    expect(openWhenCut(history().phase("publishing", 0))).toBe(
      "The run did not drain: it ended before any task was attempted.",
    );
  });

  it("name the missing tasks of a plan with a time", () => {
    expect(warningsOf(plain(), { timeSeconds: 2 })).toEqual(["Only 1 of the 20 planned tasks was attempted."]);
  });

  it("name lost connections, and tasks that were never attempted", () => {
    expect(warningsOf(plain().disconnected(300), { tasks: 5 })).toEqual([
      "Only 1 of the 5 planned tasks was attempted.",
      "1 connection was lost, by worker process 1.",
    ]);
  });

  it("add up the incarnations of a process", () => {
    const run = plain().disconnected(300).worker(1, { incarnation: 2, since: 400 }).disconnected(500);
    expect(warningsOf(run.worker(2).disconnected(600))).toEqual([
      "3 connections were lost, 2 of them by worker process 1.",
    ]);
  });

  it("name an alarm of the broker", () => {
    expect(warningsOf(plain().producer(1).blocked(5))).toEqual([
      "The broker's memory or disk alarm blocked publishing 1 time.",
    ]);
  });

  it("count negative durations", () => {
    const run = plain().producer(1).attempted(2, 150, { costMs: 1 }).handed(150).confirmed(2, 140);
    expect(warningsOf(run.worker(1).worked(2, 160, 161)).join()).toContain("1 duration was negative");
  });
});
