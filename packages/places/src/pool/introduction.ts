// What an agent must say first, and why it is refused otherwise.
import { AGENT_PROTOCOL, type AgentFacts, type AgentMessage } from "../transport/messages.ts";
import type { RefusalKind } from "./refusals.ts";

export type Introduction =
  | { readonly facts: AgentFacts }
  /** `reason`: a sentence for the user of either side. */
  | { readonly refused: RefusalKind; readonly reason: string };

/** Characters of a text of another host that are shown or stored. */
const MAX_TEXT = 100;

/** `version`: of the orchestrator. */
export function readIntroduction(message: AgentMessage, version: string): Introduction {
  if (message.type !== "hello")
    return { refused: "unclear", reason: "The first message of an agent must be its introduction." };
  const { protocol, version: theirs, facts } = message as Partial<typeof message>;
  const name = shown(facts?.name);
  if (protocol !== AGENT_PROTOCOL || theirs !== version)
    return {
      refused: "version",
      reason:
        `Agent ${name} runs Fairhare ${shown(theirs)} (agent protocol ${shown(protocol)}), the orchestrator runs ` +
        `${version} (agent protocol ${AGENT_PROTOCOL}). Install the same version on both.`,
    };
  if (!isFacts(facts)) return { refused: "unclear", reason: "The introduction of the agent is incomplete." };
  const { cores, memoryBytes, platform, nodeVersion, bootId } = facts;
  return {
    facts: {
      name,
      cores,
      memoryBytes,
      platform: shown(platform),
      nodeVersion: shown(nodeVersion),
      bootId: bootId === null ? null : shown(bootId),
    },
  };
}

const shown = (value: unknown): string => String(value).slice(0, MAX_TEXT);

const isFacts = (facts: AgentFacts | null | undefined): facts is AgentFacts =>
  typeof facts === "object" &&
  facts !== null &&
  typeof facts.name === "string" &&
  Number.isSafeInteger(facts.cores) &&
  facts.cores > 0 &&
  Number.isSafeInteger(facts.memoryBytes) &&
  facts.memoryBytes >= 0 &&
  typeof facts.platform === "string" &&
  typeof facts.nodeVersion === "string" &&
  (facts.bootId === null || typeof facts.bootId === "string");
