import { describe, expect, it } from "vitest";
import { flagMistakes, parseFlags } from "../testing/parse-flags.ts";

describe("traffic is refused when", () => {
  it.each([
    ["a warm-up is as long as the run", { warmupTime: "5s", time: "5" }, /^--warmup-time 5s with --time 5: Nothing/],
    ["a warm-up has no unit", { warmupTime: "5" }, /Must be auto, or a duration with a unit/],
    ["heavy tasks are shorter than light ones", { heavy: "1ms", light: "2ms" }, /Swap the two/],
    ["a service time is over an hour", { dot: "61m" }, /from 0ms to 60m/],
    ["a Pareto distribution starts at 0", { skew: "pareto:1", light: "0ms" }, /more than 0ms/],
    ["a binary body is too small for its task", { size: "19" }, /needs at least 20 bytes/],
    [
      "a text body is too small for its task",
      { size: "19", body: "text" },
      /^--size 19 with --body text: A text body needs at least 24/,
    ],
    ["a round trip has several brokers", { rtt: "20ms", uri: "amqp://a,amqp://b" }, /needs a proxy.*one URI/],
    ["a schedule has a phase without a unit", { rate: "100:5s,200:5" }, /The unit is missing in 200:5: write 200:5s/],
    ["Poisson gaps have no rate", { pace: "poisson" }, /Add --rate/],
    [
      "there are more tasks than 32-bit task numbers",
      { tasksPerProducer: "4294967295", producers: "2" },
      /more than 4,294,967,295/,
    ],
  ])("%s", (_, flags, expected) => {
    expect(flagMistakes(flags)).toEqual([expect.stringMatching(expected)]);
  });
});

describe("traffic is allowed when", () => {
  it.each([
    ["all tasks are equally long", { heavy: "2ms", light: "2ms" }],
    ["--heavy is below --light in a uniform distribution", { skew: "uniform", heavy: "1us" }],
    ["both --time and --tasks are given", { time: "5", tasks: "10" }],
  ])("%s", (_, flags) => expect(flagMistakes(flags)).toEqual([]));
});

describe("traffic comes with a warning when", () => {
  it.each([
    ["a service time is given without work", { work: "none", heavy: "5ms" }, /^--heavy 5ms has no effect/],
    ["RabbitMQ 4 refuses the body size by default", { size: "20000000" }, /16 MiB/],
  ])("%s", (_, flags, expected) => {
    expect(parseFlags(flags).warnings).toEqual([expect.stringMatching(expected)]);
  });
});
