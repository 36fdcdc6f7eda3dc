// Why the trial has its fairness: the explanation of the report, with expected and measured numbers.
import { explainTrial } from "@fairhare/report";
import type { TrialResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { DataTable } from "../data-table.tsx";
import { Markup } from "../markup.tsx";
import { Folded } from "../section.tsx";

export function Explain({ trial }: { readonly trial: TrialResult }): ComponentChildren {
  const why = explainTrial(trial);
  if (why === null) return null;
  return (
    <Folded summary={why.title}>
      {why.paragraphs.map((text) => (
        <p>
          <Markup text={text} />
        </p>
      ))}
      {why.table !== null && <DataTable model={why.table} label="Expected and measured" />}
      {why.caveat !== null && <p>{why.caveat}</p>}
    </Folded>
  );
}
