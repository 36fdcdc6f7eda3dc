// Rules of agents: what a fleet on other hosts needs, and what only works where the orchestrator runs.
import { formatListenAddress, isLoopback, splitUris } from "@fairhare/core";
import { needsProxy } from "@fairhare/workload";
import type { AgentSettings } from "../../parse/agent-settings.ts";
import type { OpenedBroker } from "../../faults/fault-abilities.ts";
import type { Mistake } from "../../mistakes/mistake.ts";
import { type Given, isExplicit } from "../../options/given.ts";
import { refuse, type Rule } from "../rule.ts";

const UNREACHABLE = "Agents on other hosts cannot reach a broker on this machine's loopback address.";
const REACHABLE =
  "Use --uri with a broker that they can reach, --agent-uri with its address for them, or --listen 127.0.0.1:PORT for agents on this machine.";

const tokenIsShared: Rule = ({ cell: { agents, tokenFile }, problems }) => {
  if (agents !== undefined && tokenFile === undefined)
    refuse(
      problems,
      [agents],
      "Agents join with a secret. Write one with `agent --new-token FILE`, copy it to each host, and set --token-file FILE.",
    );
};

const programsStayHere: Rule = ({ cell: { agents, workerCommand, producerCommand }, problems }) => {
  for (const command of [workerCommand, producerCommand])
    if (agents !== undefined && command !== undefined)
      refuse(problems, [command, agents], "Programs of your own run on this machine only. Remove --agents.");
};

const proxyStaysHere: Rule = ({ settings: { rttMs }, cell: { agents, rtt }, faults, problems }) => {
  if (agents === undefined) return;
  const reason = "The proxy that it needs runs on this machine, and agents connect to the broker directly.";
  if (rttMs > 0) refuse(problems, [rtt, agents], `${reason} Remove --agents or --rtt.`);
  for (const given of faults)
    if (needsProxy(given.value))
      refuse(problems, [given, agents], `${reason} Remove --agents, or use close:connection.`);
};

const agentExists: Rule = ({ cell: { agents }, faults, problems }) => {
  for (const given of faults) {
    const { role, process } = given.value;
    if (role !== "agent") continue;
    if (agents === undefined)
      refuse(
        problems,
        [given],
        "There are no agents: the fleet runs on this machine. Add --agents N, or kill a worker.",
      );
    else if (process !== null && process > agents.value)
      refuse(
        problems,
        [given, agents],
        `Use a number from 1 to ${agents.value}, or none to choose an agent at random.`,
      );
  }
};

const noteNoAgentLeft: Rule = ({ cell: { agents }, faults, problems }) => {
  const killed = faults.filter(({ value }) => value.role === "agent");
  const named = new Set(killed.map(({ value }) => value.process).filter((number) => number !== null));
  const random = killed.filter(({ value }) => value.process === null);
  const isEndless = random.some(({ value }) => value.everyMs !== null);
  if (agents !== undefined && killed.length > 0 && (isEndless || named.size + random.length >= agents.value))
    problems.warning(
      `${killed.map(({ place }) => place).join(" and ")} may leave no agent. The run would then end early with verdict unknown.`,
    );
};

const brokerIsReachable: Rule = ({ cell: { agents, broker, listen, agentUri, uri }, problems }) => {
  if (agents === undefined || listen === undefined || agentUri !== undefined || isLoopback(listen.value)) return;
  const isPrivate = broker?.value === "local" || broker?.value === "docker";
  if (isPrivate) refuse(problems, [broker, listen], `${UNREACHABLE} ${REACHABLE}`);
  else if (uri !== undefined && isLocalUri(uri.value)) refuse(problems, [uri, listen], `${UNREACHABLE} ${REACHABLE}`);
};

const noteUnused: Rule = ({ cell, problems }) => {
  if (cell.agents !== undefined) return;
  const { spread, listen, tokenFile, joinTimeout, agentTimeout, agentUri } = cell;
  const all: readonly (Given<unknown> | undefined)[] = [spread, listen, tokenFile, joinTimeout, agentTimeout, agentUri];
  for (const given of all)
    if (isExplicit(given)) problems.withoutEffect(given, `${given.place} has no effect without --agents.`);
};

export const AGENT_RULES: readonly Rule[] = [
  tokenIsShared,
  programsStayHere,
  proxyStaysHere,
  agentExists,
  brokerIsReachable,
  noteNoAgentLeft,
  noteUnused,
];

/** Of `--broker auto`, whose address the rules do not know. */
export function agentMistakes(
  { listen, brokerUri }: Pick<AgentSettings, "listen" | "brokerUri">,
  { provider, uri }: OpenedBroker,
): Mistake[] {
  if (brokerUri !== null || isLoopback(listen) || !isLocalUri(uri)) return [];
  const place = `--listen ${formatListenAddress(listen)} with ${provider === "external" ? "an" : "a"} ${provider} broker`;
  return [{ place, message: `${UNREACHABLE} ${REACHABLE}` }];
}

/** All of its addresses are of this machine. */
function isLocalUri(uris: string): boolean {
  return splitUris(uris).every((uri) => {
    const host = URL.canParse(uri) ? new URL(uri).hostname.replaceAll(/[[\]]/g, "") : "";
    return isLoopback({ host });
  });
}
