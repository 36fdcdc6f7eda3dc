// The list of all rules. A rule refuses a combination of settings, or warns of a surprising one; each subject has a
// file of rules.
import { ACK_TIMEOUT_RULES } from "./queues/ack-timeout-rules.ts";
import { AGENT_RULES } from "./fleet/agent-rules.ts";
import { CLUSTER_RULES } from "./broker/cluster-rules.ts";
import { DELIVERY_RULES } from "./queues/delivery-rules.ts";
import { FAULT_RULES } from "./faults/fault-rules.ts";
import { FLEET_RULES } from "./fleet/fleet-rules.ts";
import { HANDLER_RULES } from "./handler-rules.ts";
import { NODE_FAULT_RULES } from "./faults/node-fault-rules.ts";
import { LIMIT_RULES } from "./queues/limit-rules.ts";
import { ONE_SIDE_RULES } from "./fleet/one-side-rules.ts";
import { PRIORITY_RULES } from "./priority-rules.ts";
import { PROGRAM_RULES } from "./fleet/program-rules.ts";
import { QUEUE_RULES } from "./queues/queue-rules.ts";
import type { Candidate, Rule } from "./rule.ts";
import { SEVERAL_QUEUES_RULES } from "./queues/several-queues-rules.ts";
import { TRAFFIC_RULES } from "./traffic-rules.ts";

const RULES: readonly Rule[] = [
  ...DELIVERY_RULES,
  ...TRAFFIC_RULES,
  ...FLEET_RULES,
  ...CLUSTER_RULES,
  ...HANDLER_RULES,
  ...QUEUE_RULES,
  ...SEVERAL_QUEUES_RULES,
  ...PRIORITY_RULES,
  ...ONE_SIDE_RULES,
  ...LIMIT_RULES,
  ...ACK_TIMEOUT_RULES,
  ...FAULT_RULES,
  ...NODE_FAULT_RULES,
  ...PROGRAM_RULES,
  ...AGENT_RULES,
];

export function checkTrial(candidate: Candidate): void {
  for (const rule of RULES) rule(candidate);
}
