import { describe, expect, it } from "vitest";
import { brokerFaultMistakes } from "./broker-mistakes.ts";
import { flagMistakes, parseFlags } from "../testing/parse-flags.ts";

describe("a plan with faults is refused when", () => {
  it.each([
    [
      "a worker is named that there is not",
      { faults: "kill:worker:3@2s" },
      /^--fault kill:worker:3@2s with --workers 2 \(the default\): There are 2 worker processes\. Name one from 1 to 2/,
    ],
    [
      "a number is that of a worker, not of a process that holds several",
      { faults: "kill:worker:3@2s", workers: "4", workersPerProcess: "2" },
      /with --workers 4 with --workers-per-process 2: There are 2/,
    ],
    [
      "a worker is named beyond those that join",
      { faults: ["add:worker:2@1s", "kill:worker:5@2s"] },
      /There are 4 worker processes\. Name one from 1 to 4/,
    ],
    ["a producer is named that there is not", { faults: "kill:producer:2@2s" }, /There is 1 producer process/],
    [
      "one trial has too few workers for it",
      { faults: "kill:worker:3@2s", workers: "2,4" },
      /^--fault kill:worker:3@2s with --workers 2:/,
    ],
    [
      "a stop begins again before it is over",
      { faults: "stop:worker@2s,every=1s,for=2s" },
      /every \(1s\) has to be longer than for \(2s\)/,
    ],
    [
      "two stops of a process overlap",
      { faults: ["stop:worker:1@2s,for=2s", "stop:worker:1@3s,for=1s"] },
      /^--fault stop:worker:1@2s,for=2s with --fault stop:worker:1@3s,for=1s: Both would be at the worker 1 at 3s/,
    ],
    [
      "the only producer is picked twice",
      { faults: ["stop:producer@2s,for=2s", "stop:producer:1@3s,for=1s"] },
      /the producer 1 at 3s/,
    ],
    [
      "two stops meet when they recur",
      { faults: ["stop:worker:1@1s,for=1s,every=5s", "stop:worker:1@3s,for=1s,every=4s"], time: "30" },
      /the worker 1 at 11s/,
    ],
    [
      "the broker is killed while it is down",
      { faults: ["stop:broker@5s,for=3s", "kill:broker@6s"] },
      /be at the broker at 6s/,
    ],
    [
      "the broker is somebody else's",
      { faults: "kill:broker@5s", broker: "external" },
      /^--fault kill:broker@5s with --broker external: An external broker is not ours to break\. Use --broker local/,
    ],
    [
      "the broker is named by its URI",
      { faults: "restart:broker@5s", uri: "amqp://host" },
      /with --uri amqp:\/\/host: An external/,
    ],
    [
      "the only worker process holds the connection that another fault holds",
      { faults: ["stall:connection:worker@2s,for=2s", "delay:connection:worker:1@3s,for=1s,by=5ms"], workers: "1" },
      /Both would be at the connection of worker 1 at 3s/,
    ],
    [
      "a worker's connection is named that there is not",
      { faults: "cut:connection:worker:3@2s" },
      /There are 2 worker processes/,
    ],
    [
      "somebody else's broker is to close a connection",
      { faults: "close:connection@2s", broker: "external" },
      /with --broker external: An external broker is not ours to break/,
    ],
    [
      "the broker is behind a certificate",
      { faults: "cut:connection@2s", uri: "amqps://host" },
      /^--fault cut:connection@2s with --uri amqps:\/\/host: It takes a proxy .* by amqp:\/\/\.$/,
    ],
    [
      "two alarms overlap",
      { faults: ["memory-alarm:broker@2s,for=3s", "disk-alarm:broker@4s,for=1s"] },
      /Both would be at the broker at 4s/,
    ],
    ["the broker is in a container", { faults: "stop:broker@5s,for=1s", broker: "docker" }, /in a container/],
  ])("%s", (_, flags, expected) => {
    const mistakes = flagMistakes(flags);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toMatch(expected);
  });

  it("--broker auto has found a broker that is not ours, which is known only then", () => {
    const { experiment } = parseFlags({ faults: ["kill:worker@1s", "kill:broker@5s"], workers: "2,3" });
    expect(brokerFaultMistakes(experiment, { provider: "local", uri: "amqp://host" })).toEqual([]);
    expect(brokerFaultMistakes(experiment, { provider: "external", uri: "amqp://host" })).toEqual([
      {
        place: "kill:broker@5s on the external broker that was found",
        message: "An external broker is not ours to break. Use --broker local, which starts a private one.",
      },
    ]);
  });
});

describe("a plan with faults is allowed, without a warning, when", () => {
  it.each([
    ["a worker of somebody else's broker is killed", { faults: "kill:worker@2s", broker: "external" }],
    ["the broker is a private one", { faults: "kill:broker@2s", broker: "local" }],
    ["stops follow one another", { faults: ["stop:worker:1@2s,for=1s", "stop:worker:1@3s,for=1s"] }],
    ["stops hit different workers", { faults: ["stop:worker:1@2s,for=5s", "stop:worker:2@3s,for=5s"] }],
    [
      "stops would meet only long after the publishing",
      { faults: ["stop:worker:1@1s,for=1s,every=5s", "stop:worker:1@3s,for=1s,every=4s"], time: "10" },
    ],
    ["workers are let in after the publishing", { faults: "kill:worker@5s", time: "5", rate: "9", backlog: "true" }],
    ["the broker has the time to start again", { faults: ["kill:broker@2s", "stop:broker@20s,for=1s"] }],
    [
      "the connections of two workers are broken",
      { faults: ["cut:connection:worker:1@2s", "cut:connection:worker:2@2s"] },
    ],
    ["connections to somebody else's broker are cut", { faults: "cut:connection@2s", broker: "external" }],
    ["an alarm comes soon after another", { faults: ["memory-alarm:broker@2s,for=1s", "disk-alarm:broker@4s,for=1s"] }],
    [
      "connections of workers are cut that are let in late",
      { faults: "cut:connection@5s", time: "5", rate: "9", backlog: "true" },
    ],
    ["one of several workers is never replaced", { faults: "kill:worker@2s,restart=never" }],
    ["publishes may stay unanswered", { onUnknown: "republish", durability: "confirmed" }],
  ])("%s", (_, flags) => {
    expect(flagMistakes(flags)).toEqual([]);
    expect(parseFlags(flags).warnings).toEqual([]);
  });
});

describe("a plan with faults comes with a warning when", () => {
  it.each([
    [
      "a fault comes when the publishing is over",
      { faults: "kill:worker@5s", time: "5" },
      /^--fault kill:worker@5s comes when the publishing is over \(--time 5\)/,
    ],
    [
      "no worker may be left",
      { faults: ["kill:worker:1@1s,restart=never", "quit:worker@2s,restart=never"] },
      /no worker to finish/,
    ],
    ["workers die one after the other", { faults: "kill:worker@1s,every=1s,restart=never" }, /no worker to finish/],
    [
      "a process is killed again that is not there any more",
      { faults: "kill:worker:1@1s,every=1s,restart=never" },
      /happens once/,
    ],
    [
      "the broker is broken again while it may still be starting",
      { faults: "kill:broker@5s,every=10s" },
      /^--fault kill:broker@5s,every=10s again may come before the broker serves again/,
    ],
    [
      "two faults of the broker are close to one another",
      { faults: ["restart:broker@9s", "stop:broker@2s,for=1s"] },
      /^--fault restart:broker@9s may come before/,
    ],
    [
      "a stall outlasts the heartbeats",
      { faults: "stall:connection@2s,for=4s", heartbeat: "2" },
      /^--fault stall:connection@2s,for=4s lasts as long as two heartbeats .*\(--heartbeat 2\): after 4s/,
    ],
    ["no publish waits for an answer", { onUnknown: "republish" }, /Add --durability confirmed/],
  ])("%s", (_, flags, expected) => {
    const { warnings } = parseFlags(flags);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(expected);
  });
});
