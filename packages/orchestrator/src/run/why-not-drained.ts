// Why publishing or the drain of a run did not come to its end, as the end of a sentence for the user.
import type { TrialSettings } from "@fairhare/workload";
import type { DrainTracker } from "../drain/drain-tracker.ts";
import type { DrainEnd, StalledError } from "../drain/monitor.ts";

export const notPublished = ({ message }: StalledError, seconds: number): Error =>
  new Error(`publishing made no progress for ${seconds} s: ${message}; if this is expected, raise --drain-timeout`);

interface Stall {
  readonly settings: TrialSettings;
  readonly seconds: number;
  readonly redeliveredBefore: number;
}

export function whyNotDrained(
  end: Extract<DrainEnd, "stuck" | "deserted">,
  { open, poisoned, redelivered }: DrainTracker,
  { settings, seconds, redeliveredBefore }: Stall,
): string {
  const tasks = open === 1 ? "1 task is" : `${open} tasks are`;
  if (end === "deserted")
    return `${tasks} not finished and no worker is left, because faults ended all workers without restarting them; use restart=now or restart=<duration>`;
  if (poisoned > 0 && settings.onError === "crash")
    return `no task finished for ${seconds} s because poison tasks crashed the workers again and again (poison tasks: ${poisoned}, other unfinished tasks: ${open - poisoned}); use --prefetch 1, more --workers, or --queue-type quorum with --delivery-limit`;
  if (poisoned > 0)
    return `no task finished for ${seconds} s because poison tasks occupied the workers (poison tasks: ${poisoned}, other unfinished tasks: ${open - poisoned}); use --on-error drop or dead-letter, fewer poison tasks, or more --workers`;
  const rounds = redelivered - redeliveredBefore;
  if (rounds > 0)
    return `no task finished for ${seconds} s and ${tasks} not finished (redeliveries during the drain: ${rounds}): ${whyRedelivered(settings)}`;
  if (settings.ack === "forget" && settings.prefetch > 0)
    return `${tasks} not finished and the prefetch buffer of every worker is full of unacknowledged messages (--ack forget, --prefetch ${settings.prefetch}); use --prefetch unlimited`;
  return `no task finished for ${seconds} s and ${tasks} not finished; if tasks take longer than that, raise --drain-timeout`;
}

const whyRedelivered = ({ ackTimeoutMs }: TrialSettings): string =>
  ackTimeoutMs > 0
    ? "RabbitMQ requeues deliveries before they are acknowledged; raise --ack-timeout above the service time"
    : "RabbitMQ requeues and redelivers the same tasks";
