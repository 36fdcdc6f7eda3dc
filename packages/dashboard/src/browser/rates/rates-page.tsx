// The page of a search for the highest rate: the answers first, then the curve and the trials of each combination.
import type { RatesDocument } from "@fairhare/tuning";
import type { ComponentChildren } from "preact";
import { DataTable } from "../data-table.tsx";
import { DocumentHeader, EnvironmentSection } from "../document-parts.tsx";
import { Folded, Section } from "../section.tsx";
import { useColours } from "../theme.tsx";
import { RateChart } from "./rate-chart.tsx";

const DOTS =
  "Large dots are the medians at a rate, small dots single trials; filled dots held, hollow dots did not. The grey band is the interval of the highest rate.";

export function RatesPage({ rates }: { readonly rates: RatesDocument }): ComponentChildren {
  useColours();
  const { title, about, ended, conditions, knees, cells, reading, environment, command, fairhare } = rates;
  return (
    <>
      <DocumentHeader title={title} about={about} />
      <main>
        <section id="verdict" aria-label="Verdict" class={`verdict ${classOf(rates)}`}>
          {ended !== "" && <p class="doubtful">{ended}</p>}
          {cells.map(({ name, sentence }) => (
            <p class="lead">
              <strong>{name}</strong> — {sentence}
            </p>
          ))}
          <p class="note">{conditions}</p>
        </section>
        <Section id="rates" title="Highest rates">
          <DataTable model={knees} label="Table of the highest rates" />
        </Section>
        {cells.map((cell) => (
          <Section id={cell.id} title={cell.name}>
            <p>{cell.sentence}</p>
            {cell.certainty !== "" && <p>{cell.certainty}</p>}
            <RateChart cell={cell} />
            <p class="note">{DOTS}</p>
            <DataTable model={cell.curve} label={`Table of the rates: ${cell.name}`} />
            <Folded summary={`All ${cell.trials.length} trials, in the order of the measurement`}>
              <DataTable model={cell.all} label={`Table of the trials: ${cell.name}`} />
            </Folded>
          </Section>
        ))}
        <Section id="method" title="How to read this">
          {reading.map((text) => (
            <p>{text}</p>
          ))}
        </Section>
        <EnvironmentSection environment={environment} command={command} />
      </main>
      <footer class="note">Fairhare {fairhare}</footer>
    </>
  );
}

/** The colour of the whole: that of the worst answer. */
function classOf({ cells }: RatesDocument): "pass" | "fail" | "unknown" {
  if (cells.some(({ end }) => end === "nothing-holds")) return "fail";
  return cells.some(({ end }) => end === "unclear" || end === "unfinished") ? "unknown" : "pass";
}
