// What an agent must say first, and why it is refused otherwise.
import { AGENT_PROTOCOL, type AgentFacts, type AgentMessage } from "../transport/messages.ts";
import type { RefusalKind } from "./refusals.ts";

export type Introduction =
  | { readonly facts: AgentFacts }
  /** `reason`: a sentence for the user of either side. */
  | { readonly refused: RefusalKind; readonly reason: string };

/** Characters of a host name that are shown. */
const MAX_NAME = 100;

/** `version`: of the orchestrator. */
export function readIntroduction(message: AgentMessage, version: string): Introduction {
  if (message.type !== "hello")
    return { refused: "unclear", reason: "The first message of an agent must be its introduction." };
  const { protocol, version: theirs, facts } = message as Partial<typeof message>;
  const name = String(facts?.name).slice(0, MAX_NAME);
  if (protocol !== AGENT_PROTOCOL || theirs !== version)
    return {
      refused: "version",
      reason:
        `Agent ${name} runs Fairhare ${String(theirs)} (agent protocol ${String(protocol)}), the orchestrator runs ` +
        `${version} (agent protocol ${AGENT_PROTOCOL}). Install the same version on both.`,
    };
  if (!isFacts(facts)) return { refused: "unclear", reason: "The introduction of the agent is incomplete." };
  return { facts: { ...facts, name } };
}

const isFacts = (facts: AgentFacts | undefined): facts is AgentFacts =>
  typeof facts === "object" &&
  typeof facts.name === "string" &&
  Number.isFinite(facts.cores) &&
  Number.isFinite(facts.memoryBytes) &&
  typeof facts.platform === "string" &&
  typeof facts.nodeVersion === "string" &&
  (facts.bootId === null || typeof facts.bootId === "string");
