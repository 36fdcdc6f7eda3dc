// Options of agents: on how many other hosts the fleet runs, and how they reach the orchestrator and the broker.
import { z } from "zod";
import type { OptionTable } from "./option.ts";
import { amqpUri } from "./uri-kind.ts";
import { choice, file, seconds, type ValueKind, wholeNumber } from "./value-kind.ts";

export interface ListenAddress {
  /** An IP address or a name of this machine. */
  readonly address: string;
  /** 0 is any free port. */
  readonly port: number;
}

/** Of the orchestrator, for its agents. */
export const AGENTS_PORT = 7_420;
const ADDRESS = /^(\[[\da-fA-F:.]+\]|[\w.-]+):(\d{1,5})$/;
const MAX_PORT = 65_535;

const listenAddress: ValueKind<ListenAddress> = {
  syntax: "ADDRESS:PORT",
  expects: `an address of this machine and a port, such as 0.0.0.0:${AGENTS_PORT}`,
  read: (text) => {
    const [, host = "", port = ""] = ADDRESS.exec(text) ?? [];
    const number = port === "" ? Number.NaN : Number(port);
    return number <= MAX_PORT ? { address: host.replaceAll(/[[\]]/g, ""), port: number } : undefined;
  },
  json: z.string(),
};

/** Only programs on this machine can connect to it. */
export const isLoopback = ({ address }: ListenAddress): boolean =>
  address === "localhost" || address === "::1" || address.startsWith("127.");

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
