// The queue of a run as its clients declare it: whoever comes back may find it gone, and makes it as it was.
import type { ProcessPlan } from "./control.ts";

export interface RunQueue {
  readonly name: string;
  readonly type: "classic" | "quorum";
  readonly durable: boolean;
  readonly expiresMs: number;
}

export const queueOf = ({
  queue,
  queueExpiresMs,
  settings,
}: Pick<ProcessPlan, "queue" | "queueExpiresMs" | "settings">): RunQueue => ({
  name: queue,
  type: settings.queueType,
  durable: settings.queueDurable,
  expiresMs: queueExpiresMs,
});
