import { describe, expect, it } from "vitest";
import { brokerFaultMistakes } from "../broker/broker-mistakes.ts";
import { flagMistakes, parseFlags } from "../../testing/parse-flags.ts";

describe("a plan with faults is refused when", () => {
  it.each([
    [
      "the worker does not exist",
      { faults: "kill:worker:3@2s" },
      /^--fault kill:worker:3@2s with --workers 2 \(the default\): There are 2 worker processes\. Use a number from 1 to 2/,
    ],
    [
      "the number is that of a worker in a process with several",
      { faults: "kill:worker:3@2s", workers: "4", workersPerProcess: "2" },
      /with --workers 4 with --workers-per-process 2: There are 2/,
    ],
    [
      "the worker does not exist even after all additions",
      { faults: ["add:worker:2@1s", "kill:worker:5@2s"] },
      /There are 4 worker processes\. Use a number from 1 to 4/,
    ],
    ["the producer does not exist", { faults: "kill:producer:2@2s" }, /There is 1 producer process/],
    [
      "one of the trials has too few workers",
      { faults: "kill:worker:3@2s", workers: "2,4" },
      /^--fault kill:worker:3@2s with --workers 2:/,
    ],
    [
      "a stop recurs before it ends",
      { faults: "stop:worker@2s,every=1s,for=2s" },
      /Set every \(1s\) longer than for \(2s\)/,
    ],
    [
      "two stops of a process overlap",
      { faults: ["stop:worker:1@2s,for=2s", "stop:worker:1@3s,for=1s"] },
      /^--fault stop:worker:1@2s,for=2s with --fault stop:worker:1@3s,for=1s: Both faults would affect worker 1 at 3s/,
    ],
    [
      "two stops of the only producer overlap",
      { faults: ["stop:producer@2s,for=2s", "stop:producer:1@3s,for=1s"] },
      /affect producer 1 at 3s/,
    ],
    [
      "the recurrences of two stops overlap",
      { faults: ["stop:worker:1@1s,for=1s,every=5s", "stop:worker:1@3s,for=1s,every=4s"], time: "30" },
      /affect worker 1 at 11s/,
    ],
    [
      "the broker is killed while it is down",
      { faults: ["stop:broker@5s,for=3s", "kill:broker@6s"] },
      /affect the broker at 6s/,
    ],
    [
      "the broker is external",
      { faults: "kill:broker@5s", broker: "external" },
      /^--fault kill:broker@5s with --broker external: Fairhare does not inject faults into an external broker\. Use --broker local/,
    ],
    [
      "the broker is named by its URI",
      { faults: "restart:broker@5s", uri: "amqp://host" },
      /with --uri amqp:\/\/host: .* external/,
    ],
    [
      "two faults affect the connection of the only worker process",
      { faults: ["stall:connection:worker@2s,for=2s", "delay:connection:worker:1@3s,for=1s,by=5ms"], workers: "1" },
      /Both faults would affect the connection of worker 1 at 3s/,
    ],
    [
      "the connection belongs to a worker that does not exist",
      { faults: "cut:connection:worker:3@2s" },
      /There are 2 worker processes/,
    ],
    [
      "an external broker would have to close a connection",
      { faults: "close:connection@2s", broker: "external" },
      /with --broker external: Fairhare does not inject faults into an external broker/,
    ],
    [
      "a proxy would have to lead to several brokers",
      { faults: "cut:connection@2s", uri: "amqp://one,amqp://two" },
      /^--fault cut:connection@2s with --uri amqp:\/\/one,amqp:\/\/two: This fault needs a proxy.* Use one URI/,
    ],
    [
      "two alarms overlap",
      { faults: ["memory-alarm:broker@2s,for=3s", "disk-alarm:broker@4s,for=1s"] },
      /Both faults would affect the broker at 4s/,
    ],
    [
      "the broker is in a container",
      { faults: "power-cut:broker@5s", broker: "docker" },
      /A container shares its disk/,
    ],
  ])("%s", (_, flags, expected) => {
    expect(flagMistakes(flags)).toEqual([expect.stringMatching(expected)]);
  });

  it("--broker auto has opened an external broker", () => {
    const { experiment } = parseFlags({ faults: ["kill:worker@1s", "kill:broker@5s"], workers: "2,3" });
    expect(brokerFaultMistakes(experiment, { provider: "local", uri: "amqp://host" })).toEqual([]);
    expect(brokerFaultMistakes(experiment, { provider: "external", uri: "amqp://host" })).toEqual([
      {
        place: "--fault kill:broker@5s with an external broker",
        message:
          "Fairhare does not inject faults into an external broker. Use --broker local or --broker docker, which start a private broker.",
      },
    ]);
  });
});

describe("a plan with faults is allowed, without a warning, when", () => {
  it.each([
    ["a worker on an external broker is killed", { faults: "kill:worker@2s", broker: "external" }],
    ["the broker is a private one", { faults: "kill:broker@2s", broker: "local" }],
    ["the broker is a container", { faults: ["stop:broker@2s,for=1s", "close:connection@30s"], broker: "docker" }],
    ["stops follow one another", { faults: ["stop:worker:1@2s,for=1s", "stop:worker:1@3s,for=1s"] }],
    ["stops hit different workers", { faults: ["stop:worker:1@2s,for=5s", "stop:worker:2@3s,for=5s"] }],
    [
      "stops would overlap only long after the publishing",
      { faults: ["stop:worker:1@1s,for=1s,every=5s", "stop:worker:1@3s,for=1s,every=4s"], time: "10" },
    ],
    ["workers start after the publishing", { faults: "kill:worker@5s", time: "5", rate: "9", backlog: "true" }],
    ["the broker has enough time to restart", { faults: ["kill:broker@2s", "stop:broker@20s,for=1s"] }],
    [
      "the connections of two workers are broken",
      { faults: ["cut:connection:worker:1@2s", "cut:connection:worker:2@2s"] },
    ],
    ["connections to an external broker are cut", { faults: "cut:connection@2s", broker: "external" }],
    [
      "an alarm follows soon after another",
      { faults: ["memory-alarm:broker@2s,for=1s", "disk-alarm:broker@4s,for=1s"] },
    ],
    [
      "connections are cut of workers that start after the publishing",
      { faults: "cut:connection@5s", time: "5", rate: "9", backlog: "true" },
    ],
    ["one of several workers is never replaced", { faults: "kill:worker@2s,restart=never" }],
    ["unconfirmed publishes are possible", { onUnknown: "republish", durability: "confirmed" }],
  ])("%s", (_, flags) => {
    expect(flagMistakes(flags)).toEqual([]);
    expect(parseFlags(flags).warnings).toEqual([]);
  });
});

describe("a plan with faults comes with a warning when", () => {
  it.each([
    [
      "a fault occurs after the publishing",
      { faults: "kill:worker@5s", time: "5" },
      /^--fault kill:worker@5s occurs after the end of publishing \(--time 5\)/,
    ],
    [
      "no worker may be left running",
      { faults: ["kill:worker:1@1s,restart=never", "quit:worker@2s,restart=never"] },
      /no worker running/,
    ],
    [
      "workers are killed one after the other without a restart",
      { faults: "kill:worker@1s,every=1s,restart=never" },
      /no worker running/,
    ],
    [
      "a process would be killed again that no longer runs",
      { faults: "kill:worker:1@1s,every=1s,restart=never" },
      /happens only once/,
    ],
    [
      "a broker fault recurs while the broker may still be starting",
      { faults: "kill:broker@5s,every=10s" },
      /^The recurrence of --fault kill:broker@5s,every=10s may occur before the broker is ready/,
    ],
    [
      "two broker faults follow closely",
      { faults: ["restart:broker@9s", "stop:broker@2s,for=1s"] },
      /^--fault restart:broker@9s may occur before/,
    ],
    [
      "a stall is longer than two heartbeats",
      { faults: "stall:connection@2s,for=4s", heartbeat: "2" },
      /^--fault stall:connection@2s,for=4s lasts at least two heartbeats \(--heartbeat 2\): .*after 4s/,
    ],
    ["there are no publisher confirms", { onUnknown: "republish" }, /Add --durability confirmed/],
  ])("%s", (_, flags, expected) => {
    expect(parseFlags(flags).warnings).toEqual([expect.stringMatching(expected)]);
  });
});
