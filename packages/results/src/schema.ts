// The schema of results.json, `fairhare.results/1`: a contract for scripts of users. The shipped JSON Schema is generated
// from this file. Fields may be added, never renamed or removed.
import { z } from "zod";
import { agentSchema } from "./agent-schema.ts";
import { findingSchema } from "./run/finding-schema.ts";
import { count, measured } from "./primitives.ts";
import { runSchema, verdictSchema } from "./run/run-schema.ts";

export const RESULTS_SCHEMA = "fairhare.results/1";

const summaryMetricSchema = z.object({
  n: count,
  median: z.number(),
  mean: z.number(),
  stddev: measured.describe("Sample standard deviation; null for n = 1."),
  ci95: z.tuple([z.number(), z.number()]).nullable().describe("95 % interval of the median; null for n < 6."),
  min: z.number(),
  max: z.number(),
});

const trialSchema = z.object({
  id: z.string(),
  settings: z.record(z.string(), z.unknown()).describe("All settings of the trial."),
  heartbeatSeconds: count
    .optional()
    .describe("The heartbeat that producers and workers negotiated with the broker; 0 is none."),
  varied: z.array(z.string()).describe("The settings that the matrix varied."),
  runs: z.array(runSchema),
  missingRuns: count
    .default(0)
    .describe("Planned runs without a record, because Fairhare ended before or during them. They are not in `runs`."),
  findings: z
    .array(findingSchema)
    .default([])
    .describe("What a reader must know of the runs of the trial together, such as a drift; the others are of a run."),
  summary: z.record(z.string(), summaryMetricSchema).describe("By metric path, e.g. `fairness.jainBusy`."),
});

const comparisonSchema = z.object({
  metric: z.string(),
  reference: z.string(),
  trial: z.string(),
  relative: measured.describe("(trial − reference) / reference, by medians."),
  ci95: z
    .tuple([z.number(), z.number()])
    .nullable()
    .describe("95 % percentile bootstrap interval of `relative`; null for fewer than 6 runs of a trial."),
  cliffsDelta: measured
    .default(null)
    .describe(
      "Effect size: how much more often a run of the trial is larger than a run of the reference than smaller, -1 to 1.",
    ),
  p: measured.default(null).describe("Two-sided p value of the test, not corrected; null if nothing was tested."),
  pAdjusted: measured
    .default(null)
    .describe(
      "The p value, corrected with Holm's method for all tested comparisons of these results; null if nothing was tested, or all runs have the same value.",
    ),
  significant: z.boolean().describe("pAdjusted < 0.05; in results of versions before pAdjusted, p < 0.05."),
  test: z.string(),
});

const againstBaselineSchema = z.object({
  median: z.number().describe("The median of the baseline."),
  p: measured.describe(
    "One-sided p value of the hypothesis that the threshold holds, corrected with Holm's method for all relative thresholds and trials; null if the medians meet the threshold.",
  ),
  runs: z.tuple([count, count]).describe("Runs of the baseline and of the trial."),
});

const thresholdResultSchema = z.object({
  expression: z.string(),
  ok: z.boolean(),
  actual: measured.describe(
    "The worst run's value; of a relative threshold the worst trial's ratio to the baseline or difference from it, by medians.",
  ),
  unit: z.string().default("").describe('Of `actual`: "ms", "/s", "s", "bytes", "x" for a ratio, or empty.'),
  trial: z.string().nullable().default(null).describe("The trial of the worst value."),
  run: count.nullable().default(null).describe("The run of the worst value; null for a relative threshold."),
  baseline: againstBaselineSchema.nullable().default(null).describe("Of a relative threshold."),
});

export const environmentSchema = z.object({
  node: z.string(),
  fairhare: z.string(),
  amqplib: z.string(),
  broker: z.object({
    product: z.string(),
    version: z.string(),
    erlang: z.string().nullable(),
    provider: z.string(),
    queueTypes: z.array(z.string()),
    heartbeatSeconds: count
      .optional()
      .describe("The heartbeat that the broker proposes to every connection; 0 is none."),
    nodes: z
      .array(z.object({ number: count, version: z.string(), erlang: z.string().nullable() }))
      .optional()
      .describe("The nodes of a private cluster, in the order of `connections[].uri`."),
  }),
  os: z.string(),
  cpu: z.string(),
  cores: count,
  memoryBytes: count,
  loadAverage: z.array(z.number()),
  agents: z
    .array(agentSchema)
    .default([])
    .describe(
      "The hosts of the fleet, by number, with those that took the number of a lost agent later; empty if it ran on the orchestrator's own host, which the other fields describe.",
    ),
  startedAt: z.iso.datetime(),
  command: z.string().describe("The command line, with secrets redacted."),
});

export const resultsSchema = z.object({
  schema: z.literal(RESULTS_SCHEMA),
  experiment: z
    .looseObject({
      name: z.string(),
      repeat: count,
      warmup: count,
      seed: z.int(),
      advice: z
        .object({ target: z.number().gt(0).max(1) })
        .optional()
        .describe("Of `advise`: the share of busy time, 0 to 1, that the advised prefetch limit has to reach."),
    })
    .describe("The validated plan."),
  environment: environmentSchema,
  trials: z.array(trialSchema),
  comparisons: z.array(comparisonSchema),
  thresholds: z.array(thresholdResultSchema),
  verdict: verdictSchema.describe("Never pass if a planned run is missing."),
  checksum: z
    .string()
    .optional()
    .describe("SHA-256 of all other fields as compact JSON; a file without it is read without a check."),
});

export type SummaryMetric = z.infer<typeof summaryMetricSchema>;
export type TrialResult = z.infer<typeof trialSchema>;
export type ThresholdResult = z.infer<typeof thresholdResultSchema>;
export type Comparison = z.infer<typeof comparisonSchema>;
export type Environment = z.infer<typeof environmentSchema>;
export type Results = z.infer<typeof resultsSchema>;
