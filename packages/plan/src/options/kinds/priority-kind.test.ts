import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags, settingsOf } from "../../testing/parse-flags.ts";

const prioritiesOf = (priority: string) =>
  parseFlags({ priority }).experiment.trials.map(({ settings }) => settings.priority);
const weighted = (...levels: readonly (readonly [priority: number, weight: number])[]) => ({
  kind: "weighted",
  levels: levels.map(([priority, weight]) => ({ priority, weight })),
});

describe("--priority", () => {
  it.each([
    ["5", [5]],
    ["0,9", [0, 9]],
    ["0..9", [{ kind: "uniform", least: 0, most: 9 }]],
    ["0:0.9,9:0.1", [weighted([0, 0.9], [9, 0.1])]],
    ["5,0:9,9:1", [5, weighted([0, 9], [9, 1])]],
    ["0:9,9:1;0:1,9:9", [weighted([0, 9], [9, 1]), weighted([0, 1], [9, 9])]],
  ])("%s is parsed like a size", (text, priorities) => {
    expect(prioritiesOf(text)).toEqual(priorities);
  });

  it.each(["-1", "256", "9..0", "1..1", "0:0", "0:1,0:2", "high", "0..300"])("%s is refused", (priority) => {
    expect(flagMistakes({ priority }).join()).toMatch(/Must be a priority from 0 to 255/);
  });

  it("declares the levels of a classic queue of the run, and leaves a quorum queue as it is", () => {
    expect(settingsOf({ priority: "0..9" }).queueArguments).toEqual({ "x-max-priority": 9 });
    expect(settingsOf({ priority: "3", queueArg: "x-max-priority=10" }).queueArguments).toEqual({
      "x-max-priority": 10,
    });
    expect(settingsOf({ priority: "0..9", queueType: "quorum" }).queueArguments).toEqual({});
    expect(settingsOf({ priority: "0" }).queueArguments).toEqual({});
    expect(settingsOf({}).priority).toBeNull();
  });

  it("is set once", () => {
    expect(flagMistakes({ priority: "5", property: "priority=4" }).join()).toMatch(/Both set the priority/);
    expect(flagMistakes({ priority: "5", producerCommand: "p" }).join()).toMatch(/Remove --priority/);
  });

  it.each([
    ["the queue has fewer levels", { priority: "0..9", queueArg: "x-max-priority=5" }, /priorities above 5 as 5/],
    ["the queue is predeclared", { priority: "5", predeclared: "true", queue: "q" }, /cannot see whether it has/],
    ["nothing is published", { priority: "5", producers: "0", queue: "q" }, /nothing is published/],
    ["no task waits in the queue", { priority: "0..9", prefetch: "unlimited" }, /without a prefetch limit/],
  ])("warns if %s", (_, flags, warning) => {
    expect(parseFlags(flags).warnings.join()).toMatch(warning);
  });

  it("is the one that a threshold is about", () => {
    const threshold = "priority.9.queueWait.p99<50ms";
    expect(parseFlags({ priority: "0..9", threshold }).experiment.thresholds).toMatchObject([
      { metric: "latencyByPriorityMs.9.queueWait.p99", value: 50 },
    ]);
    for (const priority of ["5", "0..8", "0:1,8:1"])
      expect(flagMistakes({ priority, threshold }).join()).toMatch(/No message of the trial has priority 9/);
    expect(flagMistakes({ priority: "0..9,5", threshold }).join()).toMatch(/No message of a trial has priority 9/);
    expect(flagMistakes({ threshold })).toHaveLength(1);
  });

  it("does not warn of unlimited prefetch if the tasks are in the queue before, or have one priority", () => {
    expect(parseFlags({ priority: "0..9", prefetch: "unlimited", backlog: "true" }).warnings).toEqual([]);
    expect(parseFlags({ priority: "9", prefetch: "unlimited" }).warnings).toEqual([]);
  });
});

describe("--consumer-priority", () => {
  it("is a list for the workers; a semicolon separates two lists", () => {
    const lists = parseFlags({ consumerPriority: "0;10,0,-5", workers: "3" }).experiment;
    expect(lists.axes).toEqual(["consumerPriorities"]);
    expect(lists.trials.map(({ settings }) => settings.consumerPriorities)).toEqual([[0], [10, 0, -5]]);
  });

  it.each(["high", "1,,2", "1.5", "3000000000"])("%s is refused", (consumerPriority) => {
    expect(flagMistakes({ consumerPriority }).join()).toMatch(/Must be whole numbers separated by commas/);
  });

  it("is set once, and by Fairhare's own workers", () => {
    expect(flagMistakes({ consumerPriority: "5", consumerArg: "x-priority=4" }).join()).toMatch(/Both set x-priority/);
    expect(flagMistakes({ consumerPriority: "5,1", workerCommand: "w" }).join()).toMatch(/registers its own consumer/);
  });

  it.each([
    ["no worker is ever blocked", { consumerPriority: "5,0", prefetch: "unlimited" }, /receive every task/],
    ["one worker is active", { consumerPriority: "5,0", singleActiveConsumer: "true" }, /which worker is active/],
    ["the fleet is smaller", { consumerPriority: "5,0,1" }, /more priorities than the 2 workers/],
    ["there are no workers", { consumerPriority: "5,0", workers: "0", queue: "q" }, /there are no workers/],
  ])("warns if %s", (_, flags, warning) => {
    expect(parseFlags(flags).warnings.join()).toMatch(warning);
  });
});
