// The faults of a run, numbered as they are marked in the charts.
import { formatMs } from "@fairhare/core";
import type { FaultResult, RunResult } from "@fairhare/results";
import type { ComponentChildren } from "preact";
import { Folded } from "../section.tsx";

/** A longer list is folded. */
const OPEN_FAULTS = 6;

export function FaultList({ run: { faults } }: { readonly run: RunResult }): ComponentChildren {
  if (faults.length === 0) return null;
  return (
    <Folded summary={`Faults: ${faults.length}`} open={faults.length <= OPEN_FAULTS}>
      <p class="note">
        <span class="mark began" aria-hidden="true" /> began <span class="mark healed" aria-hidden="true" /> healed
      </p>
      <ol class="faults">
        {faults.map((fault) => (
          <li>{faultText(fault)}</li>
        ))}
      </ol>
    </Folded>
  );
}

/** `kill worker 2 at 2.00 s, healed at 2.53 s`. */
export const faultText = ({ kind, target, atMs, healedAtMs }: FaultResult): string =>
  `${kind} ${target} at ${formatMs(atMs)}, ${healedAtMs === null ? "never healed" : `healed at ${formatMs(healedAtMs)}`}`;
