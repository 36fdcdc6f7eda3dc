// A sentence of the tutorial as data: its experiments and their expected results. The files are bench/claims/*.json.
import { z } from "zod";
import { CLOSED_FORMS } from "./closed-form.ts";

const scalar = z.union([z.number(), z.string(), z.boolean()]);

/** Settings that a trial must have, by their names in TrialSettings; a list allows each of its values. */
const selectorSchema = z.record(z.string(), z.union([scalar, z.array(scalar)]));

const mustSchema = z.discriminatedUnion("is", [
  z.strictObject({ is: z.enum(["==", "<=", ">="]), value: z.number() }),
  z
    .strictObject({ is: z.literal("near"), form: z.enum(CLOSED_FORMS), tolerance: z.number().positive().max(1) })
    .describe("Within a relative tolerance of the value that a closed form gives for the settings of the trial."),
]);

const versionSchema = z.string().regex(/^\d+(\.\d+)*$/);

const expectationSchema = z.strictObject({
  /** In words: the meaning of the expectation if it holds. */
  meaning: z.string(),
  /**
   * `claim` is the statement of the sentence; `limit` holds in a case in which the sentence does not, and makes the
   * verdict `depends`; `beyond` is not in the sentence and does not change the verdict.
   */
  role: z.enum(["claim", "limit", "beyond"]),
  /** Name of an experiment or of a check of this claim. */
  in: z.string(),
  trials: selectorSchema.default({}),
  /** Metric paths with ` + ` and ` - ` between them; see `measureOf` in evaluate/measured-number.ts. */
  measure: z.string(),
  /** The name of the number. */
  name: z.string(),
  unit: z.enum(["count", "ms", "index", "times", "perSecond", "bytesPerSecond"]),
  /** Divides the median of these trials by the value of each run: a speed-up. */
  over: selectorSchema.optional(),
  /** Without it the number is shown but not tested. */
  must: mustSchema.optional(),
  /** Tests every single run, or the median of the runs. */
  who: z.enum(["every run", "median"]).default("every run"),
  /** The versions of RabbitMQ for which the expectation holds: from `from` on, and before `before`. */
  from: versionSchema.optional(),
  before: versionSchema.optional(),
});

const byVersion = <T extends z.ZodType>(schema: T) => z.union([schema, z.record(versionSchema, schema)]);

const expectedSchema = z.enum(["reproduced", "refuted", "depends"]);

const claimSchema = z
  .strictObject({
    id: z.string().regex(/^C\d\d$/),
    /** The sentence, in our words. */
    says: z.string(),
    /** How it is tested. One text for all versions of RabbitMQ, or one per version from which it applies; likewise below. */
    how: byVersion(z.string()),
    /** A conclusion from the numbers, for the reader. */
    note: byVersion(z.string()).optional(),
    expected: byVersion(expectedSchema),
    /** Experiment files by name (see docs/cli.md). An experiment without an expectation on a version is not run there. */
    experiments: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
    /** Names of checks that ask the broker directly, for facts that no experiment shows. */
    checks: z.array(z.enum(["redeclare", "restart", "ack-timeout"])).default([]),
    expectations: z.array(expectationSchema).min(1),
  })
  .superRefine(({ experiments, checks, expectations }, context) => {
    const known = new Set<string>([...Object.keys(experiments), ...checks]);
    for (const { in: name } of expectations)
      if (!known.has(name))
        context.addIssue(
          `The claim has no experiment and no check "${name}". Add it, or use one of ${[...known].join(", ")}.`,
        );
    if (!expectations.some(({ role, must }) => role === "claim" && must !== undefined))
      context.addIssue('No expectation tests the sentence itself. Add one with the role "claim" and a "must".');
  });

export type ExpectedVerdict = z.infer<typeof expectedSchema>;
/** A claim as written in its file, for all versions. */
export type ClaimFile = z.infer<typeof claimSchema>;
/** A claim as it applies to one version. */
export type Claim = Omit<ClaimFile, "expected" | "how" | "note"> & {
  readonly expected: ExpectedVerdict;
  readonly how: string;
  readonly note?: string;
};
export type Expectation = Claim["expectations"][number];
export type Selector = z.infer<typeof selectorSchema>;
export type CheckName = Claim["checks"][number];

/** The claim, or the mistakes in it in words. */
export function readClaim(content: unknown): ClaimFile | string {
  const read = claimSchema.safeParse(content);
  return read.success ? read.data : z.prettifyError(read.error);
}

/** All ids of docs/claims.md, for the list of claims that a report does not cover. */
export const TUTORIAL_CLAIMS: readonly string[] = Array.from(
  { length: 17 },
  (_, index) => `C${String(index + 1).padStart(2, "0")}`,
);
