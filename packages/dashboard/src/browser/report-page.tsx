// The page of a report: verdict and findings first, then the comparison of the trials, then one trial in full.
import { capitalised, environmentTable, experimentSentence, METHOD_PARAGRAPHS } from "@fairhare/report";
import { formatInstant } from "@fairhare/core";
import type { Results } from "@fairhare/results";
import type { AdviceDocument } from "@fairhare/tuning";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { AdviceSection } from "./advice/advice-section.tsx";
import { Comparison } from "./comparison/comparison.tsx";
import { HeatMap } from "./comparison/heat-map.tsx";
import { LatencySplit } from "./comparison/latency-split.tsx";
import { PrefetchCurve } from "./comparison/prefetch-curve.tsx";
import { Shares } from "./comparison/shares.tsx";
import { DataTable } from "./data-table.tsx";
import { Findings } from "./findings.tsx";
import { Markup } from "./markup.tsx";
import { Section } from "./section.tsx";
import { ThemeButton, useColours } from "./theme.tsx";
import { TrialPanel } from "./trial/trial-panel.tsx";
import { Verdict } from "./verdict.tsx";

interface ReportPageProps {
  readonly results: Results;
  readonly advice?: AdviceDocument | undefined;
}

export function ReportPage({ results, advice }: ReportPageProps): ComponentChildren {
  const { environment, experiment, trials } = results;
  // Everything is drawn again in other colours.
  useColours();
  const [shown, show] = useState(trials[0]);
  const choose = (trial: (typeof trials)[number]): void => {
    show(trial);
    document.querySelector("#trial")?.scrollIntoView();
  };
  return (
    <>
      <header>
        <div class="title">
          <h1>{experiment.name}</h1>
          <ThemeButton />
        </div>
        <p class="note">
          Measured {formatInstant(environment.startedAt)} on {environment.broker.product} {environment.broker.version},{" "}
          {environment.cpu}
        </p>
      </header>
      <main>
        {advice !== undefined && <AdviceSection advice={advice} />}
        <Verdict results={results} sentence={experimentSentence(results)} />
        <Findings results={results} />
        <Comparison results={results} onShow={choose} />
        <HeatMap trials={trials} onShow={choose} />
        <PrefetchCurve trials={trials} onShow={choose} />
        <Shares trials={trials} onShow={choose} />
        <LatencySplit trials={trials} />
        {shown !== undefined && <TrialPanel trials={trials} trial={shown} onShow={show} />}
        <Section id="method" title="How to read this">
          {METHOD_PARAGRAPHS.map((text) => (
            <p>
              <Markup text={text} />
            </p>
          ))}
        </Section>
        <Section id="environment" title="Environment">
          <DataTable model={environmentTable(results)} label="Table of the environment" />
          <h3>Run it again</h3>
          <pre tabIndex={0}>{environment.command}</pre>
        </Section>
      </main>
      <footer class="note">{capitalised(`fairhare ${environment.fairhare}`)}</footer>
    </>
  );
}
