// Several queues of one run: their names, the queue of each task, and the queues from which each worker consumes. All of
// it follows from the numbers alone, so every process and the checker derive the same without a message.
import type { TrialSettings } from "../settings.ts";

export type QueueCount = Pick<TrialSettings, "queues">;
type RouteSettings = Pick<TrialSettings, "queues" | "workers">;

/**
 * Number of the queue of a task, from 1. Each round of N tasks goes to all N queues, and begins one queue after the
 * previous round: with three queues 1 2 3, 2 3 1, 3 1 2. So heavy tasks at odd numbers do not all go to the same queues.
 */
export function queueOfTask(task: number, { queues }: QueueCount): number {
  if (queues === 1) return 1;
  const place = task - 1;
  return ((place + Math.floor(place / queues)) % queues) + 1;
}

/** The only queue has the plain name; with several, queue 3 of `orders` is `orders-3`. */
export const queueName = (name: string, queue: number, { queues }: QueueCount): string =>
  queues === 1 ? name : `${name}-${queue}`;

/** The names of all queues of a run. */
export const queueNames = (name: string, settings: QueueCount): string[] =>
  queueNumbers(settings).map((queue) => queueName(name, queue, settings));

/** 1, 2, 3 … */
export const queueNumbers = ({ queues }: QueueCount): number[] =>
  Array.from({ length: queues }, (_, index) => index + 1);

/**
 * The queues of a worker, by their numbers. With at least as many workers as queues, slot s has one queue, the
 * ((s − 1) mod N) + 1st. With fewer, slot s of W has the queues s, s + W, s + 2W …; a worker that joins later has one.
 */
export function queuesOfSlot(slot: number, { queues, workers }: RouteSettings): number[] {
  if (workers >= queues || slot > workers) return [((slot - 1) % queues) + 1];
  return Array.from({ length: Math.ceil((queues - slot + 1) / workers) }, (_, index) => slot + index * workers);
}

/** Consumers of the slots 1 … `slots` over all queues. */
export function consumersOf(slots: number, settings: RouteSettings): number {
  let consumers = 0;
  for (let slot = 1; slot <= slots; slot++) consumers += queuesOfSlot(slot, settings).length;
  return consumers;
}

/** Workers of each queue at the start of the run, by the number of the queue − 1. */
export function workersByQueue(settings: RouteSettings): number[] {
  const workers = Array.from({ length: settings.queues }, () => 0);
  for (let slot = 1; slot <= settings.workers; slot++)
    for (const queue of queuesOfSlot(slot, settings)) workers[queue - 1] = (workers[queue - 1] ?? 0) + 1;
  return workers;
}
