// The schema of find-rate.json, `fairhare.find-rate/1`: a contract for scripts of users. Fields may be added, never renamed
// or removed.
import { environmentSchema, jsonSchemaText } from "@fairhare/results";
import { z } from "zod";

export const FIND_RATE_SCHEMA = "fairhare.find-rate/1";

const rate = z.number().positive();
const measured = z.number().nullable();
const count = z.int().min(0);

const reasonSchema = z.object({
  kind: z.enum(["condition", "loss", "backlog", "rate", "unknown"]),
  sentence: z.string(),
});

const trialSchema = z.object({
  ratePerSecond: rate,
  outcome: z.enum(["held", "failed", "unknown"]),
  reasons: z.array(reasonSchema).describe("Why the trial did not hold, or has no verdict; empty if it held."),
  p50Ms: measured.describe("End to end, from the intended publish to the first completion."),
  p99Ms: measured,
  completedPerSecond: measured.describe("Completed tasks divided by the makespan, drain included."),
  backlogGrowthPerSecond: measured.describe(
    "Publishes minus completions per second, over the last three quarters of the publishing.",
  ),
  seconds: z.number().min(0).describe("Wall time of the trial, start of the fleet and drain included."),
  directory: z.string().nullable().describe("The raw run; null if it was not kept."),
});

const pointSchema = z.object({
  ratePerSecond: rate,
  held: count,
  failed: count,
  unknown: count,
  p50Ms: measured.describe("Median over the trials at this rate, as the other values."),
  p99Ms: measured,
  completedPerSecond: measured,
  backlogGrowthPerSecond: measured,
  reasons: z
    .array(z.string())
    .describe("Why trials at this rate did not hold; each reason once, with the numbers of one trial."),
});

const cellSchema = z.object({
  id: z.string(),
  settings: z.record(z.string(), z.unknown()).describe("All settings; rate, tasks and seed are those of the search."),
  varied: z.array(z.string()).describe("The settings that the matrix varies."),
  end: z
    .enum(["found", "nothing-holds", "everything-holds", "unclear", "unfinished"])
    .describe(
      "`unclear`: the trials at one rate had no verdict. `unfinished`: the budget or an interruption ended it.",
    ),
  highestHeldPerSecond: rate
    .nullable()
    .describe("The highest rate that held by the majority of its trials, below every rate that failed."),
  lowestFailedPerSecond: rate.nullable().describe("The lowest rate that failed: the other end of the interval."),
  points: z.array(pointSchema).describe("By rate, ascending."),
  trials: z.array(trialSchema).describe("In the order of the measurement."),
});

export const findRateSchema = z.object({
  schema: z.literal(FIND_RATE_SCHEMA),
  environment: environmentSchema,
  search: z.object({
    conditions: z.array(z.string()),
    trialSeconds: z.number().positive().describe("Duration of the publishing in each trial."),
    precision: z.number().positive(),
    votes: z.int().min(1).describe("Trials at each end of the interval, unless a majority decides earlier."),
    budgetSeconds: z.number().positive(),
  }),
  end: z
    .enum(["complete", "budget", "interrupted", "failed"])
    .describe("`failed`: no further trial was possible, for example because the broker could not be reached."),
  seconds: z.number().min(0),
  cells: z.array(cellSchema),
});

export type FindRateResults = z.infer<typeof findRateSchema>;
export type RateCell = z.infer<typeof cellSchema>;
export type MeasuredPoint = z.infer<typeof pointSchema>;
export type MeasuredTrial = z.infer<typeof trialSchema>;

/** The JSON Schema that is shipped, in the layout of the repository's formatter. */
export const findRateJsonSchemaText = (): string => jsonSchemaText(findRateSchema);
