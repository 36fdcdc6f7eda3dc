// Options of agents: on how many other hosts the fleet runs, and how they reach the orchestrator and the broker.
import { AGENTS_PORT, listenAddress } from "./kinds/listen-kind.ts";
import type { OptionTable } from "./option.ts";
import { amqpUri } from "./kinds/uri-kind.ts";
import { choice, file, seconds, wholeNumber } from "./kinds/value-kind.ts";

export const AGENT_OPTIONS: OptionTable<
  "agents" | "spread" | "listen" | "tokenFile" | "joinTimeout" | "agentTimeout" | "agentUri"
> = {
  agents: {
    group: "Agents",
    flag: "agents",
    kind: wholeNumber({ min: 1, max: 1_000 }),
    description: "Run the fleet on this many agents instead of this machine; waits until they join.",
  },
  spread: {
    group: "Agents",
    flag: "spread",
    kind: choice(["even", "fill"]),
    default: "even",
    description: "Processes on each agent: the same number, or one for each core of an agent in turn.",
  },
  listen: {
    group: "Agents",
    flag: "listen",
    kind: listenAddress,
    default: `127.0.0.1:${AGENTS_PORT}`,
    invocationOnly: true,
    description: "Address and port where agents join; beyond this machine only if you say so.",
  },
  tokenFile: {
    group: "Agents",
    flag: "token-file",
    kind: file,
    invocationOnly: true,
    description: "File with the secret that agents must have; `agent --new-token FILE` writes one.",
  },
  joinTimeout: {
    group: "Agents",
    flag: "join-timeout",
    kind: seconds({ min: 1, max: 86_400, bare: false, whole: false }),
    default: "60s",
    invocationOnly: true,
    description: "End the experiment if the agents have not joined within this time.",
  },
  agentTimeout: {
    group: "Agents",
    flag: "agent-timeout",
    kind: seconds({ min: 1, max: 600, bare: false, whole: false }),
    default: "10s",
    invocationOnly: true,
    description: "An agent that does not answer for this long is lost, and ends its processes.",
  },
  agentUri: {
    group: "Agents",
    flag: "agent-uri",
    kind: amqpUri,
    invocationOnly: true,
    description: "URI of the broker as agents reach it (default: the same as for this machine).",
  },
};
