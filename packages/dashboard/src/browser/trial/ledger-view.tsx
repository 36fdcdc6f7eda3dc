// The ledger of a trial: one bar that all attempted tasks share, the sum in words, and the tables.
import {
  deadLetterTable,
  duplicateCauseTable,
  LEDGER_NAMES,
  ledgerSum,
  ledgerTable,
  lossCauseTable,
  seenTable,
  totalLedger,
} from "@fairhare/report";
import { formatCount } from "@fairhare/core";
import { LEDGER_ENDS, type TrialResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { DataTable } from "../data-table.tsx";

export function LedgerView({ trial }: { readonly trial: TrialResult }): ComponentChildren {
  const ledger = totalLedger(trial.runs);
  const ends = LEDGER_ENDS.filter((key) => ledger[key] > 0);
  return (
    <>
      <h3>Ledger</h3>
      <p>{ledgerSum(ledger)}.</p>
      <div class="stack ledger" aria-hidden="true">
        {ends.map((key) => (
          <span
            class={`end-${key}`}
            title={`${LEDGER_NAMES[key]}: ${formatCount(ledger[key])}`}
            style={{ width: `${(ledger[key] / ledger.attempted) * 100}%` }}
          />
        ))}
      </div>
      <DataTable model={ledgerTable(ledger)} label="Ledger" />
      {ledger.lossesByCause.length > 0 && <DataTable model={lossCauseTable(ledger)} label="Losses by cause" />}
      {ledger.duplicatesByCause.length > 0 && (
        <DataTable model={duplicateCauseTable(ledger)} label="Duplicates by cause" />
      )}
      {ledger.deadLettersByReason.length > 0 && (
        <DataTable model={deadLetterTable(ledger)} label="Dead letters by reason" />
      )}
      <DataTable model={seenTable(ledger)} label="Events" />
    </>
  );
}
