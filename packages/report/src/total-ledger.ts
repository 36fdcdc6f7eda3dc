// The sum of the ledgers of a trial's runs; its columns add up because those of each run do.
import type { Ledger, RunResult } from "@fairhare/results";

/** Of at least one run. Losses and duplicates keep the numbers of their tasks, which start at 1 in each run. */
export function totalLedger(runs: readonly RunResult[]): Ledger {
  const ledgers = runs.map(({ ledger }) => ledger);
  const total = (key: Counts): number => ledgers.reduce((sum, ledger) => sum + ledger[key], 0);
  return {
    attempted: total("attempted"),
    confirmed: total("confirmed"),
    nacked: total("nacked"),
    returned: total("returned"),
    unknown: total("unknown"),
    unknownUnread: total("unknownUnread"),
    delivered: total("delivered"),
    redelivered: total("redelivered"),
    completed: total("completed"),
    duplicated: total("duplicated"),
    lost: total("lost"),
    lostUnconfirmed: total("lostUnconfirmed"),
    unexpected: total("unexpected"),
    foreignDelivered: total("foreignDelivered"),
    foreignCompleted: total("foreignCompleted"),
    deadLettered: total("deadLettered"),
    dropped: total("dropped"),
    remaining: total("remaining"),
    failed: total("failed"),
    retried: total("retried"),
    crashed: total("crashed"),
    deadLettersByReason: added(
      ledgers.flatMap(({ deadLettersByReason }) => deadLettersByReason),
      ({ reason }) => reason,
    ),
    givenBack: ledgers.flatMap(({ givenBack }) => givenBack),
    losses: ledgers.flatMap(({ losses }) => losses),
    lossesByCause: lossesByCause(ledgers),
    duplicates: ledgers.flatMap(({ duplicates }) => duplicates),
    duplicatesByCause: added(
      ledgers.flatMap(({ duplicatesByCause }) => duplicatesByCause),
      ({ cause }) => cause,
    ),
  };
}

type Counts = { [Key in keyof Ledger]: Ledger[Key] extends number ? Key : never }[keyof Ledger];

/** Tasks by name, in the order of first appearance. */
function added<T extends { readonly tasks: number }>(rows: readonly T[], nameOf: (row: T) => string): T[] {
  const byName = new Map<string, T>();
  for (const row of rows) {
    const before = byName.get(nameOf(row));
    byName.set(nameOf(row), before === undefined ? row : { ...before, tasks: before.tasks + row.tasks });
  }
  return [...byName.values()];
}

function lossesByCause(ledgers: readonly Ledger[]): Ledger["lossesByCause"] {
  const rows = ledgers.flatMap((ledger) => ledger.lossesByCause);
  return added(rows, ({ cause }) => cause).map(({ cause, tasks }) => {
    const workers = new Set(rows.filter((row) => row.cause === cause).flatMap((row) => row.workers));
    return { cause, tasks, workers: [...workers].toSorted((a, b) => a - b) };
  });
}
