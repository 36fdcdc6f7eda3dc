// The environment of an experiment: broker, software, machine.
import { formatBytes, formatInstant } from "@fairhare/core";
import type { Results } from "@fairhare/results";
import type { TableModel } from "./table.ts";

/** Without an experiment: the environment that several experiments share. */
export function environmentTable({
  environment,
  experiment,
}: Pick<Results, "environment"> & Partial<Pick<Results, "experiment">>): TableModel {
  const { broker } = environment;
  const erlang = broker.erlang === null ? "" : `, Erlang ${broker.erlang}`;
  return {
    head: ["environment", ""],
    align: ["left", "left"],
    rows: [
      ["started", formatInstant(environment.startedAt)],
      ["broker", `${broker.product} ${broker.version}${erlang} (${broker.provider})`],
      ["queue types offered", broker.queueTypes.join(", ") || "—"],
      ["fairhare", environment.fairhare],
      ["amqplib", environment.amqplib],
      ["Node", environment.node],
      ["operating system", environment.os],
      ["processor", `${environment.cpu}, ${environment.cores} ${environment.cores === 1 ? "core" : "cores"}`],
      ["memory", formatBytes(environment.memoryBytes)],
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
