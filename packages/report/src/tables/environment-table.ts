// The environment of an experiment: broker, software, machine.
import { counted, formatBytes, formatInstant, splitUris } from "@fairhare/core";
import type { Results } from "@fairhare/results";
import type { TableModel } from "./table.ts";

/** Without an experiment: the environment that several experiments share. */
export function environmentTable({
  environment,
  experiment,
  trials,
}: Pick<Results, "environment"> & Partial<Pick<Results, "experiment" | "trials">>): TableModel {
  const { broker } = environment;
  const erlang = broker.erlang === null ? "" : `, Erlang ${broker.erlang}`;
  return {
    head: ["environment", ""],
    align: ["left", "left"],
    rows: [
      ["started", formatInstant(environment.startedAt)],
      ["broker", `${broker.product} ${broker.version}${erlang} (${broker.provider})`],
      ...connectionRows(namedUris(experiment), trials ?? []),
      ...nodeRows(broker.nodes ?? [], trials ?? []),
      ["queue types offered", broker.queueTypes.join(", ") || "—"],
      ["fairhare", environment.fairhare],
      ["amqplib", environment.amqplib],
      ["Node", environment.node],
      ["operating system", environment.os],
      ["processor", `${environment.cpu}, ${environment.cores} ${environment.cores === 1 ? "core" : "cores"}`],
      ["memory", formatBytes(environment.memoryBytes)],
      ...environment.agents.map(({ number, name, cores, memoryBytes }, index, all): [string, string] => [
        all[index - 1]?.number === number ? `agent ${number}, later` : `agent ${number}`,
        `${name}, ${counted(cores, "core")}, ${formatBytes(memoryBytes)}`,
      ]),
      ["load average before", environment.loadAverage.map((load) => load.toFixed(2)).join(", ") || "—"],
      ...(experiment === undefined
        ? []
        : [
            ["runs per trial", `${experiment.repeat} measured, ${experiment.warmup} warm-up`],
            ["seed", String(experiment.seed)],
          ]),
    ],
  };
}

/** With a list of URIs, a row for each: how many producers and workers it had at the end of the runs. */
const connectionRows = (uris: readonly string[], trials: Results["trials"]): [string, string][] =>
  uris.length < 2
    ? []
    : uris.map((uri, index) => [`URI ${index + 1} of ${uris.length}`, `${uri}: ${clientsAt(index, trials)}`]);

/** The same for the nodes of a private cluster. */
const nodeRows = (nodes: readonly ClusterNode[], trials: Results["trials"]): [string, string][] =>
  nodes.map(({ number, version }, index) => [
    `node ${number} of ${nodes.length}`,
    [version, ...(trials.length === 0 ? [] : [clientsAt(index, trials)])].join(": "),
  ]);

type ClusterNode = NonNullable<Results["environment"]["broker"]["nodes"]>[number];

function clientsAt(index: number, trials: Results["trials"]): string {
  const here = trials
    .flatMap(({ runs }) => runs.flatMap(({ connections }) => connections))
    .filter(({ uri }) => uri === index);
  const sum = (role: "producers" | "workers"): number => here.reduce((total, end) => total + end[role], 0);
  return `${spoken(sum("producers"), "producer")} and ${spoken(sum("workers"), "worker")} at the end of the runs`;
}

/** Their passwords are redacted in the results. */
function namedUris(experiment: Results["experiment"] | undefined): string[] {
  const { uri } = Object(experiment?.["broker"]) as { readonly uri?: unknown };
  return typeof uri === "string" ? splitUris(uri) : [];
}

const spoken = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;
