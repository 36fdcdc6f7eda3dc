import { describe, expect, it } from "vitest";
import type { Fault } from "@fairhare/workload";
import { parseExperiment } from "../parse-experiment.ts";
import { contextOf, flagsOf, settingsOf } from "../testing/parse-flags.ts";

/** With a rate, so that the faults occur during the publishing; nodes are those of a cluster. */
const faultOf = (text: string): Fault | undefined =>
  settingsOf({ faults: text, rate: "10", workers: "9", ...(/:node|rolling/.test(text) ? { nodes: "3" } : {}) })
    .faults[0];

const textsOf = (raw: Parameters<typeof parseExperiment>[0]): string[] | undefined =>
  parseExperiment(raw, contextOf()).experiment.trials[0]?.settings.faults.map(({ text }) => text);

describe("a fault", () => {
  it.each<[string, string, Omit<Fault, "text">]>([
    [
      "kills a random running worker, which restarts immediately",
      "kill:worker@2s",
      { kind: "kill", role: "worker", process: null, atMs: 2_000, everyMs: null, forMs: null, restartAfterMs: 0 },
    ],
    [
      "kills a worker repeatedly and delays its restart",
      "kill:worker:7@500ms,every=3s,restart=1.5s",
      { kind: "kill", role: "worker", process: 7, atMs: 500, everyMs: 3_000, forMs: null, restartAfterMs: 1_500 },
    ],
    [
      "pauses a worker for a given time",
      "stop:worker:1@2s,for=1s",
      { kind: "stop", role: "worker", process: 1, atMs: 2_000, everyMs: null, forMs: 1_000, restartAfterMs: null },
    ],
    [
      "shuts a producer down gracefully without a restart",
      "quit:producer@0s,restart=never",
      { kind: "quit", role: "producer", process: null, atMs: 0, everyMs: null, forMs: null, restartAfterMs: null },
    ],
    [
      "adds two workers every ten seconds",
      "add:worker:2@4s,every=10s",
      {
        kind: "add",
        role: "worker",
        process: null,
        joins: 2,
        atMs: 4_000,
        everyMs: 10_000,
        forMs: null,
        restartAfterMs: null,
      },
    ],
    [
      "adds one worker by default",
      "add:worker@4s",
      {
        kind: "add",
        role: "worker",
        process: null,
        joins: 1,
        atMs: 4_000,
        everyMs: null,
        forMs: null,
        restartAfterMs: null,
      },
    ],
    [
      "restarts the broker",
      "restart:broker@1m",
      { kind: "restart", role: "broker", process: null, atMs: 60_000, everyMs: null, forMs: null, restartAfterMs: 0 },
    ],
    [
      "kills the broker, which restarts",
      "kill:broker@5s,restart=now",
      { kind: "kill", role: "broker", process: null, atMs: 5_000, everyMs: null, forMs: null, restartAfterMs: 0 },
    ],
    [
      "shuts the broker down gracefully for a given time",
      "stop:broker@5s,for=2s,every=10s",
      { kind: "stop", role: "broker", process: null, atMs: 5_000, everyMs: 10_000, forMs: 2_000, restartAfterMs: null },
    ],
    [
      "cuts a random connection once",
      "cut:connection@3s",
      {
        kind: "cut",
        role: "connection",
        process: null,
        atMs: 3_000,
        everyMs: null,
        forMs: null,
        restartAfterMs: null,
        connection: { owner: null, byMs: null, bytesPerSecond: null },
      },
    ],
    [
      "cuts the connections of a producer and refuses new ones for a given time",
      "cut:connection:producer:1@3s,for=2s",
      {
        kind: "cut",
        role: "connection",
        process: 1,
        atMs: 3_000,
        everyMs: null,
        forMs: 2_000,
        restartAfterMs: null,
        connection: { owner: "producer", byMs: null, bytesPerSecond: null },
      },
    ],
    [
      "delays a connection",
      "delay:connection:worker@1s,by=50ms,for=4s,every=9s",
      {
        kind: "delay",
        role: "connection",
        process: null,
        atMs: 1_000,
        everyMs: 9_000,
        forMs: 4_000,
        restartAfterMs: null,
        connection: { owner: "worker", byMs: 50, bytesPerSecond: null },
      },
    ],
    [
      "limits the rate of a connection",
      "throttle:connection@1s,rate=10000,for=4s",
      {
        kind: "throttle",
        role: "connection",
        process: null,
        atMs: 1_000,
        everyMs: null,
        forMs: 4_000,
        restartAfterMs: null,
        connection: { owner: null, byMs: null, bytesPerSecond: 10_000 },
      },
    ],
    [
      "kills the node with the leader of the queue",
      "kill:node:leader@5s,restart=2s",
      {
        kind: "kill",
        role: "node",
        process: null,
        part: "leader",
        atMs: 5_000,
        everyMs: null,
        forMs: null,
        restartAfterMs: 2_000,
      },
    ],
    [
      "freezes a node by its number",
      "pause:node:2@5s,for=3s",
      {
        kind: "pause",
        role: "node",
        process: 2,
        atMs: 5_000,
        everyMs: null,
        forMs: 3_000,
        restartAfterMs: null,
      },
    ],
    [
      "cuts a random node off from the others",
      "partition:node@5s,for=10s",
      {
        kind: "partition",
        role: "node",
        process: null,
        atMs: 5_000,
        everyMs: null,
        forMs: 10_000,
        restartAfterMs: null,
      },
    ],
    [
      "restarts the nodes of the broker one after another",
      "rolling-restart:broker@5s",
      {
        kind: "rolling-restart",
        role: "broker",
        process: null,
        atMs: 5_000,
        everyMs: null,
        forMs: null,
        restartAfterMs: 0,
      },
    ],
    [
      "raises the memory alarm of the broker",
      "memory-alarm:broker@2s,for=3s",
      {
        kind: "memory-alarm",
        role: "broker",
        process: null,
        atMs: 2_000,
        everyMs: null,
        forMs: 3_000,
        restartAfterMs: null,
      },
    ],
  ])("%s", (_, text, fault) => {
    expect(faultOf(text)).toEqual({ text, ...fault });
  });

  it("belongs to every trial and is not an axis", () => {
    const { experiment } = parseExperiment(
      { flags: flagsOf({ faults: ["kill:worker@2s", "stop:worker:1@3s,for=1s"], workers: "2,3" }) },
      contextOf(),
    );
    expect(experiment.axes).toEqual(["workers"]);
    expect(experiment.trials.map(({ settings }) => settings.faults.map(({ text }) => text))).toEqual([
      ["kill:worker@2s", "stop:worker:1@3s,for=1s"],
      ["kill:worker@2s", "stop:worker:1@3s,for=1s"],
    ]);
  });

  it("may be given twice: two workers are killed at the same time", () => {
    expect(settingsOf({ faults: ["kill:worker@2s", "kill:worker@2s"] }).faults).toHaveLength(2);
  });

  it("is read from the environment, separated by semicolons or newlines, or from a list in the experiment file", () => {
    const environment = { FAIRHARE_FAULT: "kill:worker@2s,every=3s; quit:worker@4s\nrestart:broker@5s;" };
    const file = { name: "plan.json", content: { faults: ["kill:worker@2s", "kill:producer@3s"] } };
    expect(textsOf({ environment, file })).toEqual(["kill:worker@2s,every=3s", "quit:worker@4s", "restart:broker@5s"]);
    expect(textsOf({ file })).toEqual(["kill:worker@2s", "kill:producer@3s"]);
  });
});
