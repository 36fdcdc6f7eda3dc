// Settings in words: "prefetch unlimited", "4 workers", and the short name of a trial in a report.
import { formatCount, formatPlannedMs } from "@fairhare/core";
import type { TrialResult } from "@fairhare/results";
import { isPaced, ratePhrase } from "./rate-words.ts";

/** The name of a trial in sentences, headings and legends: its varied settings, else its fleet and prefetch. */
export function trialLabel(trial: Pick<TrialResult, "varied" | "settings">): string {
  const names = trial.varied.length > 0 ? trial.varied : ["workers", "prefetch"];
  return names.map((name) => settingPhrase(name, trial.settings[name])).join(", ");
}

const NO_LIMIT_AT_ZERO = new Set(["messageTtlMs", "maxLength", "ackTimeoutMs", "startJitterMs", "rampUpMs", "rttMs"]);

const NAMES: ReadonlyMap<string, string> = new Map([
  ["ratePerSecond", "rate per producer"],
  ["rttMs", "added round trip"],
]);

/** The head of a column: `workerConcurrency` as `worker concurrency`. */
export const settingName = (name: string): string =>
  NAMES.get(name) ??
  name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).replace(/ (ms|seconds|bytes)$/, "");

/** A cell: the value alone, with its unit. */
export function settingValue(name: string, value: unknown): string {
  if (name === "prefetch" && value === 0) return "unlimited";
  if (name === "skew" || name === "fail") return kindPhrase(value);
  if ((name === "speeds" || name === "consumerPriorities") && Array.isArray(value)) return value.join(", ");
  if (name === "priority") return priorityPhrase(value);
  if (name === "sizeBytes") return sizePhrase(value);
  if (name === "body" && typeof value === "object") return filesPhrase(value);
  if (name === "queueArguments" || name === "consumerArguments") return argumentsPhrase(value);
  if (name === "faults") return faultsPhrase(value);
  if (name === "confirmWindow" && value === 0) return "off";
  if (name === "deliveryLimit" && value === null) return "broker default";
  if (NO_LIMIT_AT_ZERO.has(name) && value === 0) return "none";
  if (name === "ratePerSecond") return ratePhrase(value);
  if (typeof value === "number") {
    if (name.endsWith("Ms")) return formatPlannedMs(value);
    if (name.endsWith("Seconds")) return `${value} s`;
    if (name === "seed") return String(value);
    return Number.isInteger(value) ? formatCount(value) : String(value);
  }
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (value === null || value === undefined) return "none";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Name and value: `4 workers`, `prefetch unlimited`. */
function settingPhrase(name: string, value: unknown): string {
  const written = settingValue(name, value);
  switch (name) {
    case "workers":
    case "producers":
    case "tasks":
    case "queues":
      return value === 1 ? `1 ${name.slice(0, -1)}` : `${written} ${name}`;
    case "queueType":
      return `${written} queue`;
    case "durability":
      return written;
    case "ack":
      return value === "forget" ? "no acks" : `${written} ack`;
    case "ratePerSecond":
      if (typeof value === "number") return `${formatCount(value)} tasks/s per producer`;
      return isPaced(value) ? `rate ${written} per producer` : "rate unlimited";
    case "rttMs":
      return written === "none" ? "no added round trip" : `round trip +${written}`;
    case "fail":
      return written === "none" ? "no failures" : `failing ${written}`;
    case "onError":
      return `${written} on error`;
    case "skew":
      return `${written} skew`;
    case "faults":
      return written === NO_FAULT ? "no fault" : written;
    default:
      return `${settingName(name)} ${written}`;
  }
}

/** `1,000`, `200–4,096`, `200:0.9, 20,480:0.1`. */
function sizePhrase(size: unknown): string {
  if (typeof size !== "object" || size === null) return typeof size === "number" ? formatCount(size) : String(size);
  if ("minBytes" in size && "maxBytes" in size)
    return `${formatCount(Number(size.minBytes))}–${formatCount(Number(size.maxBytes))}`;
  if (!("sizes" in size) || !Array.isArray(size.sizes)) return JSON.stringify(size);
  return size.sizes
    .map((part: { bytes: number; weight: number }) => `${formatCount(part.bytes)}:${part.weight}`)
    .join(", ");
}

/** `5`, `0–9`, `0:0.9, 9:0.1`; without priorities `none`. */
function priorityPhrase(priority: unknown): string {
  if (typeof priority !== "object" || priority === null)
    return typeof priority === "number" ? String(priority) : "none";
  if ("least" in priority && "most" in priority) return `${String(priority.least)}–${String(priority.most)}`;
  if (!("levels" in priority) || !Array.isArray(priority.levels)) return JSON.stringify(priority);
  return priority.levels
    .map((level: { priority: number; weight: number }) => `${level.priority}:${level.weight}`)
    .join(", ");
}

/** `order.json`, `order.json:0.9, invoice.json:0.1`. */
function filesPhrase(body: object | null): string {
  if (body === null || !("files" in body) || !Array.isArray(body.files)) return JSON.stringify(body);
  const files: { file: string; weight: number }[] = body.files;
  const [only] = files;
  return files.length === 1 && only ? only.file : files.map(({ file, weight }) => `${file}:${weight}`).join(", ");
}

/** `x-max-priority=10 x-queue-mode=lazy`. */
function argumentsPhrase(given: unknown): string {
  const list = Object.entries(given ?? {}).map(([name, value]) => `${name}=${String(value)}`);
  return list.length === 0 ? "none" : list.join(" ");
}

const NO_FAULT = "none";

/** As they were written. */
function faultsPhrase(faults: unknown): string {
  const texts = Array.isArray(faults)
    ? faults.map((fault: unknown) =>
        typeof fault === "object" && fault !== null && "text" in fault ? String(fault.text) : String(fault),
      )
    : [];
  return texts.length > 0 ? texts.join(" + ") : NO_FAULT;
}

/** `random:0.5`, as it was written. */
function kindPhrase(setting: unknown): string {
  if (typeof setting !== "object" || setting === null || !("kind" in setting)) return String(setting);
  const parameters = Object.entries(setting)
    .filter(([key, value]) => key !== "kind" && !Array.isArray(value))
    .map(([, value]) => String(value));
  return [String(setting.kind), ...parameters].join(":");
}
