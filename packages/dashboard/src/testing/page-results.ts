// Results for tests of the page beside those of the report package: a matrix, and texts that try to run.
import { buildResults, buildTrial, hostileResults } from "@fairhare/report/testing";
import type { Results } from "@fairhare/results";

/** Two settings with three and two values. */
export const matrix = (): Results =>
  buildResults(
    [2, 4].flatMap((workers) =>
      [1, 5, 0].map((prefetch) => buildTrial({ workers, prefetch }, { varied: ["workers", "prefetch"] })),
    ),
  );

/** Three queues, one for each worker. */
export const severalQueues = (): Results => buildResults([buildTrial({ workers: 3, queues: 3, tasks: 60 })]);

export const HOSTILE_TEXT = `</script><img src=x onerror=alert(1)><script>alert(2)</script>"'&`;

/** In every place where a text comes from outside, the name of the experiment among them. */
export function hostile(): Results {
  const results = hostileResults(() => HOSTILE_TEXT);
  return { ...results, experiment: { ...results.experiment, name: HOSTILE_TEXT } };
}
