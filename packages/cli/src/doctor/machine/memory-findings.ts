// Findings about memory and swap.
import { formatBytes, formatCount } from "@fairhare/core";
import { type DoctorFinding, ok, warning } from "../finding.ts";
import type { MachineFacts } from "./facts.ts";

/** A private broker, the orchestrator and the default fleet. */
const ENOUGH_MEMORY_BYTES = 5e8;
/** Resident memory of one worker or producer process. */
const BYTES_PER_PROCESS = 6e7;

/** `processes`: of the fleet for which the machine is examined. */
export function memoryFindings({ memory, cgroup, cpu }: MachineFacts, processes: number): DoctorFinding[] {
  const needed = ENOUGH_MEMORY_BYTES + processes * BYTES_PER_PROCESS;
  return [main(memory, cgroup.memoryBytes, needed), ...swap(memory, cpu?.swappedPages ?? 0)];
}

function main(
  { totalBytes, availableBytes }: MachineFacts["memory"],
  limitBytes: number | null,
  needed: number,
): DoctorFinding {
  const detail = `${formatBytes(totalBytes)}, ${formatBytes(availableBytes)} available`;
  if (limitBytes !== null && limitBytes < totalBytes) {
    const limited = `${detail}, limited to ${formatBytes(limitBytes)} by the control group`;
    return limitBytes < needed
      ? warning(
          "Memory",
          limited,
          `A broker and this fleet need about ${formatBytes(needed)}; above the limit, the kernel kills one of them. Raise it (docker run --memory, or resources.limits.memory).`,
        )
      : ok("Memory", limited);
  }
  return availableBytes < needed
    ? warning(
        "Memory",
        detail,
        `A broker and this fleet need about ${formatBytes(needed)}. Close other programs, or use fewer processes (--workers-per-process).`,
      )
    : ok("Memory", detail);
}

function swap({ swapTotalBytes, swapUsedBytes }: MachineFacts["memory"], pages: number): DoctorFinding[] {
  if (swapTotalBytes === null || swapUsedBytes === null) return [];
  if (swapTotalBytes === 0) return [ok("Swap", "none")];
  const detail = `${formatBytes(swapUsedBytes)} of ${formatBytes(swapTotalBytes)} in use`;
  return [
    pages > 0
      ? warning(
          "Swap",
          `${detail}, ${formatCount(pages)} pages moved within a second`,
          "Memory that was swapped out delays messages by milliseconds. Close other programs until no pages move.",
        )
      : ok("Swap", detail),
  ];
}
