// What is wrong with a plan that asks more of its broker than this provider can do, in one list.
import { ackTimeoutMistakes } from "./ack-timeout-rules.ts";
import type { Experiment } from "./experiment.ts";
import { brokerFaultMistakes, type OpenedBroker } from "./fault-abilities.ts";
import type { Mistake } from "./mistake.ts";

/** For `--broker auto`, which the rules cannot judge: only now it is known whose broker it is. */
export const brokerMistakes = (experiment: Pick<Experiment, "trials">, broker: OpenedBroker): Mistake[] => [
  ...brokerFaultMistakes(experiment, broker),
  ...ackTimeoutMistakes(experiment, broker.provider),
];
