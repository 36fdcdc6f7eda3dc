// The schema of an experiment in plan.json, which is checked when it is read. Its ranges are at most those of the options,
// because a larger value may need more memory than there is.
import { z } from "zod";
import type { Baseline, Experiment, Threshold, Trial } from "@fairhare/workload";
import { storedSettingsSchema } from "./stored-settings.ts";

/** The limits of the options. */
const MAX_RUNS = 1_000;
const MAX_SEED = 4_294_967_295;
const MAX_SECONDS = 86_400;

/** The ids that the matrix makes: a directory name, and never `.` or `..`. */
const trialId = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9][A-Za-z0-9=,._-]*$/, 'expects a trial\'s id, such as "workers=2,prefetch=1"');

const trialSchema: z.ZodType<Trial> = z.strictObject({ id: trialId, settings: storedSettingsSchema });

const thresholdSchema: z.ZodType<Threshold> = z.strictObject({
  expression: z.string(),
  metric: z.string(),
  operator: z.enum(["<", "<=", ">", ">=", "==", "!="]),
  value: z.number(),
  trials: z.array(trialId).exactOptional(),
  against: z.enum(["ratio", "difference"]).exactOptional(),
});

const baselineSchema: z.ZodType<Baseline> = z.strictObject({
  source: z.string(),
  startedAt: z.string(),
  isStrict: z.boolean(),
  trials: z.array(z.strictObject({ id: trialId, values: z.record(z.string(), z.array(z.number()).max(MAX_RUNS)) })),
});

export const experimentNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, "expects 1 to 64 letters, digits, dots, dashes and underscores");

export const storedExperimentSchema: z.ZodType<Experiment> = z
  .strictObject({
    name: experimentNameSchema,
    trials: z
      .array(trialSchema)
      .min(1)
      .max(MAX_RUNS)
      .refine((trials) => new Set(trials.map(({ id }) => id)).size === trials.length, "expects no id twice"),
    axes: z.array(storedSettingsSchema.keyof()),
    repeat: z.int().min(1).max(MAX_RUNS),
    warmup: z.int().min(0).max(MAX_RUNS),
    seed: z.int().min(0).max(MAX_SEED),
    thresholds: z.array(thresholdSchema),
    baseline: baselineSchema.exactOptional(),
    compare: z.strictObject({ reference: trialId, isAllPairs: z.boolean() }).exactOptional(),
    advice: z.strictObject({ target: z.number().gt(0).max(1) }).exactOptional(),
    agents: z.strictObject({ count: z.int().min(1).max(1_000), spread: z.enum(["even", "fill"]) }).exactOptional(),
    broker: z.strictObject({
      provider: z.enum(["auto", "external", "local", "docker"]),
      uri: z.string().nullable(),
      waitSeconds: z.number().min(0).max(MAX_SECONDS),
      cluster: z
        .strictObject({
          nodes: z.int().min(2).max(64),
          partitionHandling: z.enum(["ignore", "pause-minority", "autoheal"]).nullable(),
        })
        .exactOptional(),
    }),
    /** Runs that were stored before the setting existed had 60 s. */
    readyTimeoutSeconds: z.number().positive().max(MAX_SECONDS).default(60),
    drainTimeoutSeconds: z.number().min(0).max(MAX_SECONDS),
    runTimeoutSeconds: z.number().positive().nullable(),
  })
  .refine(({ trials, repeat, warmup }) => trials.length * (repeat + warmup) <= MAX_RUNS, {
    path: ["repeat"],
    message: `expects at most ${MAX_RUNS} runs of all trials together`,
  });
