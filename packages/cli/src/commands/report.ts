// `report DIR`: parses its flags; ../stored/report-stored-run.ts does the work.
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions } from "../input/option-flags.ts";
import type { ReportFlags } from "../stored/report-stored-run.ts";

export function createReportCommand(cli: Cli): Command {
  const command = new Command("report")
    .summary("write the report of a stored run again")
    .description(
      "Writes a report from the results.json or find-rate.json in a directory, or from the history of a run.",
    )
    .argument("<DIR>", "directory of a run under .runs/, or of an earlier report");
  addOptions(command, [
    "out",
    "exportJson",
    "exportMarkdown",
    "exportCsv",
    "exportCsvWorkers",
    "exportCsvQueues",
    "exportCsvIntervals",
    "exportHtml",
    "exportJunit",
    "exportBenchmark",
    "exportOpenmetrics",
  ]);
  return command.action(async (directory: string, flags: ReportFlags) => {
    const { reportStoredRun } = await import("../stored/report-stored-run.ts");
    await reportStoredRun(directory, flags, cli);
  });
}
