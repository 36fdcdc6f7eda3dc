// Parses a publish rate: `1000`, a step `1000:10s`, a ramp `100..2000:60s`, or several of them one after another.
import { parseDuration, toSeconds } from "@fairhare/core";
import type { Rate, RatePhase } from "@fairhare/workload";
import { z } from "zod";
import type { ValueKind } from "./value-kind.ts";
import { separateMixes } from "./weighted-list.ts";

const LEAST = 0.001;
const MOST = 1_000_000;
const MOST_PHASES = 1_000;
/** A day, as for --time. */
const MOST_SECONDS = 86_400;

export const rateKind: ValueKind<Rate | null> = {
  syntax: "N|N:DURATION,…|N..N:DURATION,…",
  expects:
    "a number from 0.001 to 1,000,000, unlimited, or a schedule of steps such as 1000:10s and ramps such as 100..2000:60s, separated by commas",
  read: (text) => {
    if (text === "unlimited") return null;
    if (isPhase(text)) return readSchedule(text);
    const rate = readRate(text);
    return rate !== undefined && rate >= LEAST ? rate : undefined;
  },
  problem: (text) => (isPhase(text) ? scheduleProblem(text) : undefined),
  choices: ["unlimited"],
  // Schedules are separated by a semicolon, because their phases are separated by commas.
  separate: (text) => text.split(";").flatMap((part) => separateMixes(part, isPhase)),
  json: z.union([z.number().min(LEAST).max(MOST), z.string()]),
};

const isPhase = (text: string): boolean => text.includes(":") || text.includes("..");

function readSchedule(text: string): Rate | undefined {
  if (scheduleProblem(text) !== undefined) return undefined;
  const phases = text.split(",").flatMap((part) => readPhase(part) ?? []);
  return { kind: "schedule", phases };
}

function scheduleProblem(text: string): string | undefined {
  const parts = text.split(",");
  const phases = parts.map(readPhase);
  const wrong = parts.findIndex((_, index) => phases[index] === undefined);
  if (wrong >= 0) return phaseProblem(parts[wrong] ?? "");
  if (parts.length > MOST_PHASES) return `A schedule has at most ${MOST_PHASES.toLocaleString("en-US")} phases.`;
  if ((phases.at(-1)?.toPerSecond ?? 0) < LEAST)
    return "The last rate holds after the end of the schedule, so it must be above 0.";
  const seconds = phases.reduce((sum, phase) => sum + (phase?.seconds ?? 0), 0);
  return seconds > MOST_SECONDS ? "A schedule takes at most a day (1440m)." : undefined;
}

/** `1000:10s` or `100..2000:60s`. */
function readPhase(text: string): RatePhase | undefined {
  const [rates = "", duration = "", ...rest] = text.trim().split(":");
  const [from = "", to = from, ...more] = rates.split("..");
  const fromPerSecond = readRate(from);
  const toPerSecond = readRate(to);
  const seconds = readSeconds(duration);
  const isWhole = rest.length === 0 && more.length === 0;
  if (!isWhole || fromPerSecond === undefined || toPerSecond === undefined || seconds === undefined) return undefined;
  const isEmptyRamp = rates.includes("..") && fromPerSecond === toPerSecond;
  return isEmptyRamp ? undefined : { fromPerSecond, toPerSecond, seconds };
}

function phaseProblem(text: string): string {
  const [rates = "", duration] = text.trim().split(":");
  if (duration === undefined) return `${text.trim()} has no duration: write ${rates}:10s.`;
  if (/^\d+(\.\d+)?$/.test(duration)) return `The unit is missing in ${text.trim()}: write ${rates}:${duration}s.`;
  const [from, to] = rates.split("..");
  if (to !== undefined && Number(from) === Number(to))
    return `${text.trim()} does not change: write ${from}:${duration}.`;
  return `${text.trim()} is neither a step nor a ramp.`;
}

/** Also 0, the rate of a pause. */
function readRate(text: string): number | undefined {
  const rate = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return rate === 0 || (rate >= LEAST && rate <= MOST) ? rate : undefined;
}

function readSeconds(text: string): number | undefined {
  const duration = parseDuration(text);
  const seconds = duration === undefined ? 0 : toSeconds(duration);
  return seconds > 0 && seconds <= MOST_SECONDS ? seconds : undefined;
}
