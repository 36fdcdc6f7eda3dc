// Annotations of the job and of the pull request in GitHub Actions: the verdict, failed thresholds, and findings that are
// errors or warnings.
import { counted, oneLine } from "@fairhare/core";
import type { Results } from "@fairhare/results";
import { findingLines } from "../findings/finding-lines.ts";
import { thresholdText } from "../words/threshold-words.ts";
import { verdictReason } from "../words/verdict-words.ts";
import { type Annotation, type Level, workflowCommand } from "./workflow-command.ts";

/** GitHub shows at most this many annotations of one level for a step, and drops the rest. */
const MAX_PER_LEVEL = 10;

/** One line each; the most important of each level first. Empty for a run that passed without findings. */
export const annotationLines = (results: Results): string[] =>
  annotationCommands([...verdictAnnotation(results), ...thresholdAnnotations(results), ...findingAnnotations(results)]);

/** One line each, the errors first. */
export function annotationCommands(all: readonly Annotation[]): string[] {
  return (["error", "warning"] as const).flatMap((level) =>
    limited(
      all.filter((annotation) => annotation.level === level),
      level,
    ).map(({ message, ...others }) => workflowCommand({ ...others, message: oneLine(message) })),
  );
}

function verdictAnnotation(results: Results): Annotation[] {
  const { verdict, experiment } = results;
  if (verdict === "pass") return [];
  return [{ level: "error", title: `Fairhare: ${experiment.name}`, message: verdictReason(results) }];
}

const thresholdAnnotations = (results: Results): Annotation[] =>
  results.thresholds
    .filter(({ ok }) => !ok)
    .map((one) => ({
      level: "error",
      title: `Threshold ${one.expression}`,
      message: `${one.expression} does not hold: ${thresholdText(one, results)}.`,
    }));

const findingAnnotations = (results: Results): Annotation[] =>
  findingLines(results).flatMap(({ code, severity, where, sentence, action }) =>
    severity === "info"
      ? []
      : [
          {
            level: severity,
            title: `Finding ${code}`,
            message: [...(where === "" ? [] : [`${where}:`]), sentence, ...(action === null ? [] : [action])].join(" "),
          },
        ],
  );

function limited(annotations: readonly Annotation[], level: Level): readonly Annotation[] {
  if (annotations.length <= MAX_PER_LEVEL) return annotations;
  const shown = annotations.slice(0, MAX_PER_LEVEL - 1);
  const hidden = annotations.length - shown.length;
  return [...shown, { level, title: "Fairhare", message: `And ${counted(hidden, `more ${level}`)}; see the report.` }];
}
