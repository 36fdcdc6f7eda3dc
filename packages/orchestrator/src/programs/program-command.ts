// The command line and the environment of one program, from the settings of the trial and the plan of its process.
import type { ChildPlan } from "@fairhare/protocol";
import {
  fillPlaceholders,
  queueName,
  queuesOfSlot,
  shareOfProducer,
  shellQuoted,
  splitCommand,
  type TrialSettings,
} from "@fairhare/workload";

export interface ProgramStart {
  readonly file: string;
  readonly args: readonly string[];
  /** Added to Fairhare's own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** The command of this role; null if Fairhare's own process fills it. */
export const commandOf = (
  role: ChildPlan["role"],
  { workerCommand, producerCommand }: Pick<TrialSettings, "workerCommand" | "producerCommand">,
): string | null => (role === "worker" ? workerCommand : producerCommand);

/** `uri` is the address that the program connects to. Throws if the plan has no valid command; its rules refuse that. */
export function programStart(plan: ChildPlan, uri: string): ProgramStart {
  const { role, settings, process } = plan;
  const number = String(process);
  const queues = queuesOf(plan);
  const [queue = plan.queue] = queues;
  const environment: Record<string, string> = {
    AMQP_URL: uri,
    FAIRHARE_QUEUE: queue,
    // Also set if it is one queue: the program inherits the user's environment, where the name is that of an option.
    FAIRHARE_QUEUES: queues.join(","),
    FAIRHARE_INCARNATION: String(plan.incarnation),
    ...(role === "worker" ? workerEnvironment(number, settings) : { FAIRHARE_PRODUCER: number }),
  };
  if (plan.role === "producer") {
    environment["FAIRHARE_PUBLISHED"] = String(plan.alreadyAttempted);
    if (settings.tasks !== null) environment["FAIRHARE_TASKS"] = String(shareOfProducer(process, settings));
  }
  const values = { uri, queue, [role]: number };
  const command = commandOf(role, settings) ?? "";
  if (settings.shell) {
    const quoted = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shellQuoted(value)]));
    return { file: "/bin/sh", args: ["-c", fillPlaceholders(command, quoted)], environment };
  }
  const { words, problem } = splitCommand(command);
  const [file, ...args] = (words ?? []).map((word) => fillPlaceholders(word, values));
  if (file === undefined) throw new Error(`The command of the ${role} is not valid: ${problem}`);
  return { file, args, environment };
}

/** The names of the queues that a worker consumes; of a producer, the only one. */
const queuesOf = ({ role, process, queue, settings }: ChildPlan): string[] =>
  role === "worker" ? queuesOfSlot(process, settings).map((number) => queueName(queue, number, settings)) : [queue];

/** Prefetch and acknowledgement only if the plan asks for them: otherwise they are up to the program. */
const workerEnvironment = (
  number: string,
  { leftToProgram, prefetch, ack }: TrialSettings,
): Record<string, string> => ({
  FAIRHARE_WORKER: number,
  ...(leftToProgram.includes("prefetch") ? {} : { FAIRHARE_PREFETCH: String(prefetch) }),
  ...(leftToProgram.includes("ack") ? {} : { FAIRHARE_ACK: ack }),
});
