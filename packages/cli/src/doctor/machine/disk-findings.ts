// Findings about the disk of a private broker: free space and the cost of a sync.
import { FREE_LIMIT_BYTES } from "@fairhare/broker";
import { formatBytes, formatMs } from "@fairhare/core";
import { type DoctorFinding, missing, ok, warning } from "../finding.ts";
import type { DiskFacts } from "./facts.ts";

/** For the data and the log of a private broker. */
const ENOUGH_BYTES = 1e9;
/** Room above the limit in which the broker would start to block after a few thousand messages. */
const LEAST_BYTES = 2 * FREE_LIMIT_BYTES;
/** Hard disks take about 10 ms, networks of a cloud 1 to 5 ms, local flash memory well below 1 ms. */
const SLOW_SYNC_MS = 10;
/** Ratio of p99 and median from which confirms are visibly irregular, if p99 is also slow. */
const UNEVEN_SYNC = 10;

export function diskFindings(disk: DiskFacts): DoctorFinding[] {
  return [space(disk), sync(disk)];
}

function space({ directory, freeBytes }: DiskFacts): DoctorFinding {
  if (freeBytes === null)
    return missing("Disk", `${directory} does not exist`, "Set TMPDIR to a directory for the data of private brokers.");
  const detail = `${formatBytes(freeBytes)} free in ${directory}`;
  const limit = `RabbitMQ blocks all publishers below ${formatBytes(FREE_LIMIT_BYTES)} (disk_free_limit).`;
  if (freeBytes < LEAST_BYTES) return missing("Disk", detail, `${limit} Free some space, or set TMPDIR.`);
  return freeBytes < ENOUGH_BYTES
    ? warning("Disk", detail, `A private broker needs about 1 GB there. ${limit} Free some space, or set TMPDIR.`)
    : ok("Disk", detail);
}

function sync({ directory, isInMemory, sync: cost }: DiskFacts): DoctorFinding {
  if (cost === null)
    return missing(
      "Disk sync",
      `${directory} is not writable`,
      "Set TMPDIR to a writable directory for the data of private brokers.",
    );
  const { medianMs, p99Ms, writes } = cost;
  const detail = `4 KiB write and fdatasync: median ${formatMs(medianMs)}, p99 ${formatMs(p99Ms)} (${writes} writes)`;
  if (isInMemory)
    return warning(
      "Disk sync",
      `${detail}; ${directory} is in memory`,
      "Syncs cost nothing there, so the numbers of quorum queues and confirms are too good. Set TMPDIR to a directory on a disk.",
    );
  const meaning = `a confirm of a quorum queue takes at least ${formatMs(medianMs)}; several messages share a sync`;
  if (medianMs > SLOW_SYNC_MS)
    return warning(
      "Disk sync",
      `${detail}; ${meaning}`,
      "The disk is slow for a broker. Allow more unconfirmed messages (--confirm 100) so that they share a sync, or set TMPDIR to a faster disk.",
    );
  if (p99Ms > SLOW_SYNC_MS && p99Ms > UNEVEN_SYNC * medianMs)
    return warning(
      "Disk sync",
      `${detail}; ${meaning}`,
      "One sync in a hundred is much slower, which shows in the p99 of confirms. Stop other programs that write to this disk.",
    );
  return ok("Disk sync", `${detail}; ${meaning}`);
}
