import { expect, it } from "vitest";
import { twoTrials } from "../testing/fixtures.ts";
import { environmentTable } from "./environment-table.ts";

const rowsWith = (uri: string | null): string[] => {
  const results = twoTrials();
  const experiment = { ...results.experiment, broker: { provider: "external", uri, waitSeconds: 0 } };
  const trials = results.trials.map((trial) => ({
    ...trial,
    runs: trial.runs.map((run) => ({ ...run, connections: [{ uri: 1, producers: 1, workers: 4 }] })),
  }));
  return environmentTable({ ...results, experiment, trials })
    .rows.map((row) => row.join(": "))
    .filter((row) => row.startsWith("URI "));
};

it("a list of URIs has a row for each, with its connections at the end", () => {
  expect(rowsWith("amqp://me:***@one,amqp://two")).toEqual([
    "URI 1 of 2: amqp://me:***@one: 0 producers and 0 workers at the end of the runs",
    "URI 2 of 2: amqp://two: 2 producers and 8 workers at the end of the runs",
  ]);
});

it("a single URI has none, because everything was connected to it", () => {
  expect(rowsWith("amqp://one")).toEqual([]);
  expect(rowsWith(null)).toEqual([]);
});

it("has a row for the host of each agent", () => {
  const results = twoTrials();
  const host = { name: "host-b", cores: 1, memoryBytes: 2e9, platform: "linux x64", node: "24.0.0" };
  const environment = { ...results.environment, agents: [{ number: 2, ...host }] };
  expect(environmentTable({ ...results, environment }).rows).toContainEqual(["agent 2", "host-b, 1 core, 2.00 GB"]);
});

it("has a row for an agent that took the number of a lost one", () => {
  const results = twoTrials();
  const host = { cores: 1, memoryBytes: 2e9, platform: "linux x64", node: "24.0.0" };
  const agents = [
    { number: 1, name: "host-a", ...host },
    { number: 2, name: "host-b", ...host },
    { number: 2, name: "host-c", ...host },
  ];
  const { rows } = environmentTable({ ...results, environment: { ...results.environment, agents } });
  expect(
    rows.filter(([name]) => name?.startsWith("agent")).map(([name, text]) => `${name}: ${text?.slice(0, 6)}`),
  ).toEqual(["agent 1: host-a", "agent 2: host-b", "agent 2, later: host-c"]);
});
