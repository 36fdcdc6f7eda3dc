// The table of losses in docs/tasks/will-i-lose-messages.md has the numbers of reports/durability/4.3.6.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

interface DurabilityResults {
  readonly trials: readonly {
    readonly settings: {
      readonly queueType: string;
      readonly durability: string;
      readonly faults: readonly { readonly kind: string }[];
    };
    readonly runs: readonly { readonly ledger: { readonly lost: number } }[];
  }[];
}

const FAULTS = ["restart", "kill", "power-cut"];

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const { trials } = JSON.parse(read("reports/durability/4.3.6/results.json")) as DurabilityResults;

const rows = [
  ...read("docs/tasks/will-i-lose-messages.md").matchAll(/^\| (classic|quorum) +\| `(\w+)` +\|(.+)\|$/gm),
].map(([, queueType = "", durability = "", cells = ""]) => ({
  queueType,
  durability,
  losses: cells.split("|").map((cell) => Number.parseInt(cell.replaceAll(",", ""), 10)),
}));

test("the table has all combinations that were measured", () => {
  expect(rows.length * FAULTS.length).toBe(trials.length);
});

test.each(rows)("$queueType, $durability: the losses are the measured ones", ({ queueType, durability, losses }) => {
  const measured = FAULTS.map((fault) =>
    trials
      .filter(({ settings }) => settings.queueType === queueType && settings.durability === durability)
      .filter(({ settings }) => settings.faults[0]?.kind === fault)
      .flatMap(({ runs }) => runs)
      .reduce((sum, { ledger }) => sum + ledger.lost, 0),
  );
  expect(losses).toEqual(measured);
});
