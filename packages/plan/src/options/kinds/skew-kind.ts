// Parses a service-time distribution: `odd-even`, `period:3`, `pareto:1.5`, `trace:costs.txt`.
import { assertNever } from "@fairhare/core";
import { z } from "zod";
import type { Skew } from "@fairhare/workload";
import type { ValueKind } from "./value-kind.ts";

/** A parsed skew; of a trace, only the file name is known yet. */
export type SkewSpec = Exclude<Skew, { kind: "trace" }> | { readonly kind: "trace"; readonly file: string };

const KINDS = ["odd-even", "uniform", "dots", "period", "random", "pareto", "lognormal", "trace"] as const;
const MAX_PERIOD = 1_000_000;
const MAX_SHAPE = 100;
const MAX_SIGMA = 10;

export const skewKind: ValueKind<SkewSpec> = {
  syntax: "odd-even|uniform|dots|period:K|random:P|pareto:A|lognormal:S|trace:FILE",
  expects:
    "odd-even, uniform, dots, period:K (K a whole number from 1 to 1,000,000), random:P (P from 0 to 1), pareto:A (A above 0, up to 100), " +
    "lognormal:S (S from 0 to 10) or trace:FILE",
  read: readSkew,
  choices: KINDS,
  json: z.string(),
};

function readSkew(text: string): SkewSpec | undefined {
  const colon = text.indexOf(":");
  const name = colon === -1 ? text : text.slice(0, colon);
  const argument = colon === -1 ? "" : text.slice(colon + 1);
  const kind = KINDS.find((known) => known === name);
  if (kind === undefined) return undefined;
  switch (kind) {
    case "odd-even":
    case "uniform":
    case "dots":
      return colon === -1 ? { kind } : undefined;
    case "period": {
      const period = decimal(argument);
      return Number.isInteger(period) && period >= 1 && period <= MAX_PERIOD ? { kind, period } : undefined;
    }
    case "random": {
      const probability = decimal(argument);
      return probability <= 1 ? { kind, probability } : undefined;
    }
    case "pareto": {
      const shape = decimal(argument);
      return shape > 0 && shape <= MAX_SHAPE ? { kind, shape } : undefined;
    }
    case "lognormal": {
      const sigma = decimal(argument);
      return sigma <= MAX_SIGMA ? { kind, sigma } : undefined;
    }
    case "trace":
      return argument === "" ? undefined : { kind, file: argument };
    default:
      return assertNever(kind);
  }
}

/** NaN, which fails every comparison, unless the text is a plain decimal number. */
const decimal = (text: string): number => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN);
