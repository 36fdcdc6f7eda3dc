// The options of `agent`.
import { AGENTS_PORT } from "@fairhare/plan";
import { Option } from "commander";

/** As commander gives them. */
export interface AgentFlags {
  readonly join?: string;
  readonly tokenFile?: string;
  readonly newToken?: string;
  readonly name?: string;
  readonly once?: boolean;
  readonly wait?: string;
}

/** New objects each time, because commander keeps the state of a parse in them. */
export const agentOptions = (): Option[] => [
  new Option("--join <HOST[:PORT]>", `address of the orchestrator (default port: ${AGENTS_PORT})`),
  new Option("--token-file <FILE>", "file with the token that the orchestrator has as well"),
  new Option("--new-token <FILE>", "write a new random token to a file, and end"),
  new Option("--name <NAME>", "name of this host in reports (default: its host name)"),
  new Option("--once", "end after the first experiment (default: wait for the next one)"),
  new Option(
    "--wait <DURATION>",
    "give up when no orchestrator accepts this agent for so long (default: never; with --once 5m)",
  ),
];
