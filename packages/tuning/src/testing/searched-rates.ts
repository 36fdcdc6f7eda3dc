// The results of a search on a simulated fleet of four workers, with prefetch 1 and 10.
import { findRates } from "../rates/find-rates.ts";
import { searchBounds } from "../rates/first-guess.ts";
import { FIND_RATE_SCHEMA, type FindRateResults } from "../rates/rate-results.ts";
import { queueRun, queueSettings } from "./queue-run.ts";

const SECONDS = 2;
const ENVIRONMENT: FindRateResults["environment"] = {
  node: "20.20.0",
  fairhare: "0.1.0",
  amqplib: "0.10.9",
  broker: { product: "RabbitMQ", version: "4.0.5", erlang: "27.1", provider: "local", queueTypes: ["classic"] },
  os: "Linux 6.1",
  cpu: "CPU",
  cores: 2,
  memoryBytes: 8e9,
  loadAverage: [0, 0, 0],
  agents: [],
  startedAt: "2026-01-31T12:00:00.000Z",
  command: "npm run bench -- find-rate --prefetch 1,10",
};

/** The round trip of 20 ms limits prefetch 1. */
export async function searchedRates(): Promise<FindRateResults> {
  const settings = queueSettings({ ratePerSecond: 1, seconds: SECONDS });
  const bounds = searchBounds({ capacity: 400, producers: 1, seconds: SECONDS, startPerSecond: 150 });
  const cells = [1, 10].map((prefetch) => ({
    trial: { id: `prefetch=${prefetch}`, settings: { ...settings, prefetch } },
    seconds: SECONDS,
    search: { ...bounds, precision: 0.05, votes: 3 },
  }));
  const { cells: found, end } = await findRates(
    { cells, thresholds: [], varied: ["prefetch"], budgetSeconds: 600 },
    {
      measure: async ({ ratePerSecond, cell }) => ({
        run: queueRun({
          ratePerSecond,
          seconds: SECONDS,
          roundTripMs: cell.trial.settings.prefetch === 1 ? 20 : 0,
        }),
        directory: null,
      }),
      elapsedSeconds: () => 30,
      onTrial: () => undefined,
      signal: new AbortController().signal,
    },
  );
  const search = { conditions: ["p99<200ms"], trialSeconds: SECONDS, precision: 0.05, votes: 3, budgetSeconds: 600 };
  return { schema: FIND_RATE_SCHEMA, environment: ENVIRONMENT, search, end, seconds: 90, cells: [...found] };
}
