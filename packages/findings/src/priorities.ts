// Findings about priorities of messages and of consumers.
import { counted, formatMs, formatRatio } from "@fairhare/core";
import { define } from "./definition.ts";

export const PRIORITY_FINDINGS = {
  "priorities-ignored": define<{ version: string }>({
    severity: "warning",
    meaning:
      "Messages have different priorities, and the quorum queue delivers them in the order of arrival: before RabbitMQ 4.0, a quorum queue has no priorities.",
    action: "Use --queue-type classic, or RabbitMQ 4.0 or later.",
    sentence: ({ version }) => `A quorum queue of RabbitMQ ${version} ignores the priorities of messages.`,
  }),
  "priorities-in-two-levels": define<{ version: string }>({
    severity: "info",
    meaning:
      "From RabbitMQ 4.0 on and before 4.3, a quorum queue has two levels of priorities: 0 to 4 and above. While messages of both levels wait, it delivers about two of the higher level for one of the lower.",
    action: "Use --queue-type classic, or RabbitMQ 4.3 or later, for a strict order.",
    sentence: ({ version }) =>
      `A quorum queue of RabbitMQ ${version} has two levels of priorities, 0 to 4 and above, and delivers about two messages of the higher level for one of the lower.`,
  }),
  "low-priority-starved": define<{ lowest: number; lowestMs: number; highest: number; highestMs: number }>({
    severity: "warning",
    meaning:
      "Tasks of the lowest priority waited in the queue at least ten times as long as those of the highest, in the mean. Docs/how-it-measures.md has the ratio that a strict order of priorities predicts.",
    action: "Raise --workers, lower --rate, or give fewer tasks the higher priorities.",
    sentence: ({ lowest, lowestMs, highest, highestMs }) =>
      `Tasks of priority ${lowest} waited ${formatMs(lowestMs)} in the queue, those of priority ${highest} ${formatMs(highestMs)} (means): ${formatRatio(lowestMs / highestMs)} as long.`,
    weight: ({ lowestMs, highestMs }) => lowestMs / highestMs,
  }),
  "consumer-priorities": define<{ shares: string; tasks: number }>({
    severity: "info",
    meaning:
      "The consumers have different priorities. RabbitMQ delivers to the highest priority until each of its workers has reached its prefetch limit, so that uneven shares are the purpose.",
    action: "Read the shares by priority. To measure fairness, give all workers the same --consumer-priority.",
    sentence: ({ shares, tasks }) =>
      `The consumer priorities ask for uneven shares: of ${counted(tasks, "completion")}, ${shares}.`,
  }),
};
