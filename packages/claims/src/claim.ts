// A sentence of the tutorial as data: what is run for it, and what must come out. The files are bench/claims/*.json.
import { z } from "zod";
import { CLOSED_FORMS } from "./closed-form.ts";

const scalar = z.union([z.number(), z.string(), z.boolean()]);

/** Settings that a trial must have, by their names in TrialSettings; a list is any of them. */
const selectorSchema = z.record(z.string(), z.union([scalar, z.array(scalar)]));

const mustSchema = z.discriminatedUnion("is", [
  z.strictObject({ is: z.enum(["==", "<=", ">="]), value: z.number() }),
  z
    .strictObject({ is: z.literal("near"), form: z.enum(CLOSED_FORMS), tolerance: z.number().positive().max(1) })
    .describe("Within a share of what a closed form says of the trial's settings."),
]);

const versionSchema = z.string().regex(/^\d+(\.\d+)*$/);

const expectationSchema = z.strictObject({
  /** In words: what it means when this holds. */
  meaning: z.string(),
  /**
   * `claim` is what the sentence says; `limit` holds where the sentence does not, and makes the verdict `depends`;
   * `beyond` is no part of the sentence, and touches no verdict.
   */
  role: z.enum(["claim", "limit", "beyond"]),
  /** Name of an experiment or of a check of this claim. */
  in: z.string(),
  trials: selectorSchema.default({}),
  /** Metric paths with ` + ` and ` - ` between them; measure.ts knows more than results.json names. */
  measure: z.string(),
  /** What the number is called. */
  name: z.string(),
  unit: z.enum(["count", "ms", "index", "times", "perSecond", "bytesPerSecond"]),
  /** The number is the median of these trials over that of each run: a speed-up. */
  over: selectorSchema.optional(),
  /** Without it the number is only shown. */
  must: mustSchema.optional(),
  /** Who must: every single run, or their median. */
  who: z.enum(["every run", "median"]).default("every run"),
  /** Versions of RabbitMQ on which it is expected: from this one on, and before that one. */
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
    /** How it is put to the test. One for all versions of RabbitMQ, or by the version from which on it is so; likewise below. */
    how: byVersion(z.string()),
    /** What the numbers come to, for the reader. */
    note: byVersion(z.string()).optional(),
    expected: byVersion(expectedSchema),
    /** Experiment files by name; docs/cli.md says what is in one. On a version that expects nothing in one it is not run. */
    experiments: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
    /** What no experiment does: the names of the command line's direct checks. */
    checks: z.array(z.enum(["redeclare", "restart", "ack-timeout"])).default([]),
    expectations: z.array(expectationSchema).min(1),
  })
  .superRefine(({ experiments, checks, expectations }, context) => {
    const known = new Set<string>([...Object.keys(experiments), ...checks]);
    for (const { in: name } of expectations)
      if (!known.has(name)) context.addIssue(`There is no experiment and no check "${name}" in this claim.`);
    if (!expectations.some(({ role, must }) => role === "claim" && must !== undefined))
      context.addIssue("No expectation tests the sentence itself.");
  });

export type ExpectedVerdict = z.infer<typeof expectedSchema>;
/** As it is written, for all versions. */
export type ClaimFile = z.infer<typeof claimSchema>;
/** What it comes to on one version. */
export type Claim = Omit<ClaimFile, "expected" | "how" | "note"> & {
  readonly expected: ExpectedVerdict;
  readonly how: string;
  readonly note?: string;
};
export type Expectation = Claim["expectations"][number];
export type Selector = z.infer<typeof selectorSchema>;
export type CheckName = Claim["checks"][number];

/** The claim, or what is wrong with it in words. */
export function readClaim(content: unknown): ClaimFile | string {
  const read = claimSchema.safeParse(content);
  return read.success ? read.data : z.prettifyError(read.error);
}

/** All ids of docs/claims.md, so that a report can say which are not covered. */
export const TUTORIAL_CLAIMS: readonly string[] = Array.from(
  { length: 17 },
  (_, index) => `C${String(index + 1).padStart(2, "0")}`,
);
