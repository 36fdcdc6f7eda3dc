// The runs that are over, the latest first; the whole report follows when the last one is.
import { formatCount, formatJain, formatMs, formatNumber } from "@fairhare/core";
import type { TableModel } from "@fairhare/report";
import type { ComponentChildren } from "preact";
import type { FinishedRun } from "../../live/live-state.ts";
import { DataTable } from "../data-table.tsx";
import { Section } from "../section.tsx";

export function FinishedRuns({ finished }: { readonly finished: readonly FinishedRun[] }): ComponentChildren {
  if (finished.length === 0) return null;
  const model: TableModel = {
    head: ["run", "trial", "verdict", "makespan", "completed/s", "Jain busy", "lost"],
    align: ["right", "left", "left", "right", "right", "right", "right"],
    rows: finished.map(({ index, trial, verdict, makespanMs, completedPerSecond, jainBusy, lost }) => [
      String(index),
      trial,
      verdict,
      formatMs(makespanMs),
      formatNumber(completedPerSecond),
      formatJain(jainBusy),
      formatCount(lost),
    ]),
  };
  return (
    <Section id="finished" title="Finished runs">
      <DataTable model={model} label="Runs that are over" />
    </Section>
  );
}
