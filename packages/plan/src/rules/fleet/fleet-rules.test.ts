import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../../testing/parse-flags.ts";

describe("a fleet is refused when", () => {
  it.each([
    [
      "workers begin in two ways",
      { startJitter: "1s", rampUp: "2s" },
      /^--start-jitter 1s with --ramp-up 2s: .*Remove one/,
    ],
    [
      "the run ends before all workers consume",
      { rampUp: "10s", runTimeout: "10s" },
      /^--run-timeout 10s with --ramp-up 10s: .*longer --run-timeout/,
    ],
    [
      "--uri names a running broker and --broker starts another one",
      { uri: "amqp://x", broker: "docker" },
      /Remove one/,
    ],
    [
      "a run ends before its publishing",
      { time: "10s", runTimeout: "10s" },
      /^--run-timeout 10s with --time 10s: .*longer --run-timeout/,
    ],
    ["a run timeout is 0", { runTimeout: "0s" }, /Must be a duration from 1s/],
  ])("%s", (_, flags, expected) => {
    expect(flagMistakes(flags)).toEqual([expect.stringMatching(expected)]);
  });
});

describe("a fleet comes with a warning when", () => {
  it.each([
    ["--wait is given for a private broker", { broker: "local", wait: "60s" }, /^--wait 60s has no effect/],
    ["--workers-per-process exceeds the workers", { workersPerProcess: "4" }, /all workers share one process/],
    [
      "no worker waits for a start jitter",
      { workers: "0", queue: "q", startJitter: "1s" },
      /^--start-jitter 1s has no effect/,
    ],
    ["one worker has a ramp-up", { workers: "1", rampUp: "1s" }, /^--ramp-up 1s has no effect here: the only worker/],
    ["hundreds of processes would be started", { workers: "500", workersPerProcess: "1" }, /501 processes/],
    [
      "a fault would hit many workers that share a process",
      { workers: "1000", faults: "kill:worker@2s" },
      /^--fault kill:worker@2s hits a whole process, up to 50 workers at once/,
    ],
  ])("%s", (_, flags, expected) => {
    expect(parseFlags(flags).warnings).toEqual([expect.stringMatching(expected)]);
  });
});
