// What it ran on and how to run it again.
import type { Results } from "@fairhare/results";
import { fenced } from "../markdown.ts";
import { environmentTable } from "../tables/environment-table.ts";
import { markdownTable } from "../tables/markdown-table.ts";
import type { Blocks } from "./section.ts";

export const environmentSection = (results: Results): Blocks => [
  "## Environment",
  markdownTable(environmentTable(results)),
  "## Run it again",
  fenced("sh", results.environment.command),
  "The costs of the tasks and the order of the runs follow from the seed, so the same command runs the same experiment.",
];
