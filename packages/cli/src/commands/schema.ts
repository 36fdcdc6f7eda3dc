// `schema`: prints the JSON Schema of an experiment file.
import { experimentJsonSchemaText } from "@fairhare/plan";
import { Command } from "commander";
import type { Cli } from "../cli.ts";

export const createSchemaCommand = (cli: Cli): Command =>
  new Command("schema")
    .summary("print the JSON Schema of an experiment file")
    .description("Prints the JSON Schema of an experiment file, for editors.")
    .action(() => cli.terminal.out.document(experimentJsonSchemaText()));
