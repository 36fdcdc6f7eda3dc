// Flags, environment and experiment file together: which of them counts, and how their mistakes are reported.
import { describe, expect, it } from "vitest";
import { parseExperiment } from "./parse-experiment.ts";
import { contextOf, flagMistakes, flagsOf, mistakesOf } from "./testing/parse-flags.ts";

describe("sources", () => {
  const file = { name: "scenarios/odd-even.json", content: { workers: 3, prefetch: ["unlimited", 1], heavy: "20ms" } };

  it("flags take precedence over the environment, then the file, then the defaults", () => {
    const { experiment } = parseExperiment(
      { flags: flagsOf({ workers: "5" }), environment: { FAIRHARE_WORKERS: "4", FAIRHARE_HEAVY: "30ms" }, file },
      contextOf(),
    );
    expect(experiment.trials.map(({ settings }) => settings)).toMatchObject([
      { workers: 5, heavyMs: 30, lightMs: 1, prefetch: 0 },
      { workers: 5, heavyMs: 30, lightMs: 1, prefetch: 1 },
    ]);
  });

  it("an experiment is named after its file unless it has a name", () => {
    expect(parseExperiment({ file }, contextOf()).experiment.name).toBe("odd-even");
    expect(parseExperiment({ file, flags: flagsOf({ name: "mine" }) }, contextOf()).experiment.name).toBe("mine");
  });

  it("an empty variable counts as unset", () => {
    expect(mistakesOf({ environment: { FAIRHARE_WORKERS: "" } }, contextOf())).toEqual([]);
  });

  it("the mistakes of all sources are reported together, each with its place", () => {
    const mistakes = mistakesOf(
      {
        flags: flagsOf({ workers: "2,zero", tasks: "0" }),
        environment: { FAIRHARE_QUEUE_TYPE: "quorom" },
        file: {
          name: "plan.json",
          content: { prefetch: [1, -4], wrokers: 3, repeat: [1, 2], out: "x", "multi-ack-every": 2 },
        },
      },
      contextOf(),
    );
    expect(mistakes).toEqual([
      "plan.json: prefetch[1] = -4: Must be a whole number from 0 to 65,535, or unlimited.",
      "plan.json: wrokers: Unknown setting. Did you mean workers?",
      "plan.json: repeat: This setting is the same in all trials. Use a single value, not a list.",
      "plan.json: out: An experiment file cannot contain this setting. Use the flag --out.",
      "plan.json: multi-ack-every: Setting names are in camelCase here. Use multiAckEvery.",
      "--workers zero: Must be a whole number from 0 to 10,000.",
      "--tasks 0: Must be a whole number from 1 to 4,294,967,295.",
      "FAIRHARE_QUEUE_TYPE=quorom: Must be classic or quorum. Did you mean quorum?",
    ]);
  });

  it("a file that is not an object, or that is a stored plan, is refused", () => {
    expect(mistakesOf({ file: { name: "x.json", content: [1] } })).toHaveLength(1);
    expect(mistakesOf({ file: { name: "x.json", content: { trials: [], axes: [] } } })[0]).toMatch(/stored plan/);
  });

  it("a mistake never contains a password", () => {
    expect(flagMistakes({ uri: "http://me:secret@host" })).toEqual([
      "--uri ***: Must be an AMQP URI such as amqp://localhost:5672. It must begin with amqp:// or amqps://.",
    ]);
  });

  it("a mistyped variable with our prefix gives a warning", () => {
    const { warnings } = parseExperiment(
      { environment: { FAIRHARE_WORKER: "3", FAIRHARE_OTHER_TOOL: "x" } },
      contextOf(),
    );
    expect(warnings).toEqual([
      "Unknown environment variable FAIRHARE_WORKER; it has no effect. Did you mean FAIRHARE_WORKERS?",
    ]);
  });
});
