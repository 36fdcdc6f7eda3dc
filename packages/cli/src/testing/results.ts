// Minimal valid results, for tests of outputs.
import { RESULTS_SCHEMA, type Results } from "@fairhare/results";

export const RESULTS: Results = {
  schema: RESULTS_SCHEMA,
  experiment: { name: "odd-even", repeat: 1, warmup: 0, seed: 1 },
  environment: {
    node: "20.20.2",
    fairhare: "0.1.0",
    amqplib: "2.0.0",
    broker: { product: "RabbitMQ", version: "4.0.5", erlang: null, provider: "local", queueTypes: ["classic"] },
    os: "Linux",
    cpu: "a processor",
    cores: 2,
    agents: [],
    memoryBytes: 1e9,
    loadAverage: [0, 0, 0],
    startedAt: "2026-01-31T12:00:00.000Z",
    command: "npm run bench",
  },
  trials: [],
  comparisons: [],
  thresholds: [],
  verdict: "unknown",
};
