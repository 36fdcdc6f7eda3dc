// Findings about the limits of a running broker: open files, memory, disk, deprecated features. Only a broker that
// Fairhare started reports them; AMQP has no method for this.
import { readFileSync } from "node:fs";
import type { Broker } from "@fairhare/broker";
import { formatBytes, formatCount } from "@fairhare/core";
import { absent, type DoctorFinding, ok, warning } from "./finding.ts";
import { connectionsOf, describeFleet, type Fleet } from "./machine/fleet.ts";
import { softLimit } from "./machine/proc-text.ts";

/** Milliseconds; rabbitmqctl starts an Erlang machine, which takes one to two seconds. */
const STATUS_TIMEOUT_MS = 6_000;
/** Files of the broker besides connections: data, logs, and the connections between its own processes. */
const OWN_FILES = 200;

/** Null is unknown. */
export interface BrokerLimits {
  readonly openFiles: number | null;
  /** Above it, the broker blocks publishers. */
  readonly memoryBytes: number | null;
  readonly diskFreeBytes: number | null;
  /** Below it, the broker blocks publishers. */
  readonly diskFreeLimitBytes: number | null;
  /** Null before 3.13, which has no list of them. */
  readonly deprecated: DeprecatedFeatures | null;
}

export interface DeprecatedFeatures {
  readonly permitted: readonly string[];
  /** Denied by the configuration or by default, or removed. */
  readonly denied: readonly string[];
}

/** Null for an external broker. Never rejects, except when the signal aborts. */
export async function readBrokerLimits(broker: Broker, signal: AbortSignal): Promise<BrokerLimits | null> {
  if (broker.ctl === undefined) return null;
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(STATUS_TIMEOUT_MS)]);
  const ask = (command: string): Promise<string> =>
    broker.ctl?.(["--quiet", command, "--formatter", "json"], timeout).catch(() => "") ?? Promise.resolve("");
  const [status, features] = await Promise.all([ask("status"), ask("list_deprecated_features")]);
  signal.throwIfAborted();
  return {
    ...limitsInStatus(status),
    openFiles: openFilesOfServer(broker.server?.pids() ?? []) ?? filesInStatus(status),
    deprecated: deprecatedFeatures(features),
  };
}

/** From the answer of `rabbitmqctl status --formatter json`; fields differ between versions. */
export function limitsInStatus(text: string): Omit<BrokerLimits, "openFiles" | "deprecated"> {
  const status = record(parse(text));
  return {
    memoryBytes: numberIn(status, "vm_memory_high_watermark_limit"),
    diskFreeBytes: numberIn(status, "disk_free"),
    diskFreeLimitBytes: numberIn(status, "disk_free_limit"),
  };
}

/** From the answer of `rabbitmqctl list_deprecated_features`; before 4.1 it has phases but no states. */
export function deprecatedFeatures(text: string): DeprecatedFeatures | null {
  const features = parse(text);
  if (!Array.isArray(features)) return null;
  const permitted: string[] = [];
  const denied: string[] = [];
  for (const feature of features) {
    const { name, state, deprecation_phase: phase } = { ...feature } as Readonly<Record<string, unknown>>;
    if (typeof name !== "string") continue;
    (state === "permitted" || (state === undefined && phase === "permitted_by_default") ? permitted : denied).push(
      name,
    );
  }
  return { permitted, denied };
}

const filesInStatus = (text: string): number | null => {
  const files = record(parse(text))["file_descriptors"];
  return typeof files === "object" ? numberIn(record(files), "total_limit") : null;
};

/** The largest limit among the processes of a private node: those of its shell scripts are the same or lower. */
function openFilesOfServer(pids: readonly number[]): number | null {
  const limits = pids.flatMap((pid) => {
    try {
      return softLimit(readFileSync(`/proc/${pid}/limits`, "utf8"), "Max open files") ?? [];
    } catch {
      return [];
    }
  });
  return limits.length === 0 ? null : Math.max(...limits);
}

export function brokerLimitFindings(limits: BrokerLimits | null, fleet: Fleet): DoctorFinding[] {
  if (limits === null)
    return [
      absent(
        "Broker limits",
        "an external broker does not report open files, memory, disk and deprecated features over AMQP; run rabbitmq-diagnostics status there",
      ),
    ];
  return [
    ...openFiles(limits.openFiles, fleet),
    ...memory(limits.memoryBytes),
    ...disk(limits),
    ...deprecated(limits.deprecated),
  ];
}

const list = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));

function deprecated(features: DeprecatedFeatures | null): DoctorFinding[] {
  if (features === null) return [];
  const { permitted, denied } = features;
  return [ok("Deprecated", `permitted: ${list(permitted)}; denied or removed: ${list(denied)}`)];
}

function openFiles(limit: number | null, fleet: Fleet): DoctorFinding[] {
  if (limit === null) return [];
  const needed = connectionsOf(fleet) + OWN_FILES;
  const detail = `at most ${limit === Infinity ? "unlimited" : formatCount(limit)}`;
  return [
    limit < needed
      ? warning(
          "Broker files",
          detail,
          `The broker needs a file for each connection, about ${formatCount(needed)} for ${describeFleet(fleet)}. Raise the limit before the run: ulimit -n ${2 * needed} (a private broker inherits it).`,
        )
      : ok("Broker files", detail),
  ];
}

/** A queue of a few thousand small messages needs about this much beside the broker itself. */
const LEAST_MEMORY_BYTES = 2e8;

function memory(limit: number | null): DoctorFinding[] {
  if (limit === null || limit <= 0) return [];
  const detail = `blocks publishers above ${formatBytes(limit)} (vm_memory_high_watermark)`;
  return [
    limit < LEAST_MEMORY_BYTES
      ? warning(
          "Broker memory",
          detail,
          "The broker itself uses about 100 MB, so a small backlog reaches the limit. Give the machine or its control group more memory.",
        )
      : ok("Broker memory", detail),
  ];
}

function disk({ diskFreeBytes: free, diskFreeLimitBytes: limit }: BrokerLimits): DoctorFinding[] {
  if (limit === null) return [];
  const detail = `${free === null ? "" : `${formatBytes(free)} free, `}blocks publishers below ${formatBytes(limit)} (disk_free_limit)`;
  return [
    free !== null && free < 2 * limit
      ? warning("Broker disk", detail, "A backlog fills the rest. Free some space on the broker's disk.")
      : ok("Broker disk", detail),
  ];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

function numberIn(fields: Readonly<Record<string, unknown>>, key: string): number | null {
  const value = fields[key];
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
