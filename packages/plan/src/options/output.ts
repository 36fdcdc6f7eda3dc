// Where the results of one invocation go, and what is shown of it.
import type { OptionTable } from "./option.ts";
import { boolean, file, matching } from "./value-kind.ts";

const directory = matching("DIR", "the name of a directory", /./);

export const OUTPUT_OPTIONS: OptionTable<
  "out" | "exportJson" | "exportMarkdown" | "exportCsv" | "noProgress" | "quiet"
> = {
  out: {
    group: "Output",
    flag: "out",
    kind: directory,
    invocationOnly: true,
    description: "Directory of the report; reports/<date>-<name> when left out.",
  },
  exportJson: {
    group: "Output",
    flag: "export-json",
    kind: file,
    invocationOnly: true,
    description: "Also write results.json here.",
  },
  exportMarkdown: {
    group: "Output",
    flag: "export-markdown",
    kind: file,
    invocationOnly: true,
    description: "Also write the report in Markdown here.",
  },
  exportCsv: {
    group: "Output",
    flag: "export-csv",
    kind: file,
    invocationOnly: true,
    description: "Also write a row per run and worker here.",
  },
  noProgress: {
    group: "Output",
    flag: "no-progress",
    kind: boolean,
    isSwitch: true,
    default: "false",
    invocationOnly: true,
    description: "Show no progress while it runs.",
  },
  quiet: {
    group: "Output",
    flag: "quiet",
    kind: boolean,
    isSwitch: true,
    default: "false",
    invocationOnly: true,
    description: "Print nothing but the verdict and what is wrong.",
  },
};
