// The order of the test files: those that take longest begin first, so that no process is alone with one of them at the end.
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** More than 15 s on two cores, the longest first. The others keep the order of Vitest. */
const LONGEST = [
  "packages/broker/src/local/cluster/cluster.integration.test.ts",
  "bench/docs/commands/task-commands.integration.test.ts",
  "packages/orchestrator/src/faults/cluster-faults.integration.test.ts",
  "packages/orchestrator/src/faults/faults.integration.test.ts",
  "packages/orchestrator/src/programs/programs.integration.test.ts",
  "packages/cli/src/commands/tap.integration.test.ts",
  "packages/fairhare/src/installed-package.integration.test.ts",
  "bench/docs/workflows.integration.test.ts",
  "packages/orchestrator/src/run/handlers.integration.test.ts",
  "packages/statistics/src/false-alarms.test.ts",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- a method of Vitest
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => place(a) - place(b));
  }
}

function place({ moduleId }: TestSpecification): number {
  const index = LONGEST.findIndex((path) => moduleId.endsWith(`/${path}`));
  return index < 0 ? LONGEST.length : index;
}
