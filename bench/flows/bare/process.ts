// What both bare processes share: answers to the parent, and the resource usage since the measurement began.
import { once } from "node:events";
import type { BarePlan, BareReport, BareRequest } from "./plan.ts";

/** Runs `work` with the plan; ends with the parent. */
export function serve(work: (plan: BarePlan) => Promise<void>): void {
  process.on("disconnect", () => process.exit(1));
  process.once("message", (plan: BarePlan) => void work(plan));
}

export function report(message: BareReport): void {
  process.send?.(message);
}

/** Nanoseconds. */
export const now = (): number => Number(process.hrtime.bigint());

export async function told(request: Exclude<BareRequest, BarePlan>): Promise<void> {
  const [message] = (await once(process, "message")) as [BareRequest];
  if (message !== request) throw new Error(`expected "${request}" from the parent`);
}

/** Reports the CPU time since this call, and the peak memory, when the parent asks. */
export function measureUsage(): () => Promise<void> {
  const before = process.cpuUsage();
  return async () => {
    await told("report");
    const { user, system } = process.cpuUsage(before);
    report({
      type: "usage",
      cpuSeconds: (user + system) / 1e6,
      // Kibibytes on every system.
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
    });
  };
}
