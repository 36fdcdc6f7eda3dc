// The first screen: the verdict of the experiment, the thresholds, and the verdict of each trial.
import { capitalised, thresholdLines, trialLabel, verdictReason, verdictWords } from "@fairhare/report";
import type { Results } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { Flags } from "./markup.tsx";
import { Folded } from "./section.tsx";

/** More verdicts than this hide what follows. */
const OPEN_VERDICTS = 6;
const MARKS = { pass: "✓", fail: "✗", unknown: "?" } as const;

export function Verdict({
  results,
  sentence,
}: {
  readonly results: Results;
  readonly sentence: string;
}): ComponentChildren {
  const { verdict, trials } = results;
  const thresholds = thresholdLines(results);
  const verdicts = (
    <ul class="plain">
      {trials.map((trial) => (
        <li>
          <strong>{capitalised(trialLabel(trial))}</strong> — <Flags text={verdictWords(trial)} />
        </li>
      ))}
    </ul>
  );
  return (
    <section id="verdict" aria-label="Verdict" class={`verdict ${verdict}`}>
      <p class="badge">
        <span aria-hidden="true">{MARKS[verdict]}</span> {verdictReason(results)}
      </p>
      {sentence !== verdictReason(results) && <p class="lead">{withoutReason(sentence, verdictReason(results))}</p>}
      {thresholds.length > 0 && (
        <ul class="plain" aria-label="Thresholds">
          {thresholds.map((line) => (
            <li class={line.startsWith("✓") ? "good" : "bad"}>{line}</li>
          ))}
        </ul>
      )}
      {trials.length > OPEN_VERDICTS ? (
        <Folded summary={`Verdicts of all ${trials.length} trials`}>{verdicts}</Folded>
      ) : (
        verdicts
      )}
    </section>
  );
}

/** The sentence of the experiment ends or begins with the reason, which stands above it. */
const withoutReason = (sentence: string, reason: string): string => sentence.replace(reason, "").trim();
