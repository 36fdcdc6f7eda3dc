// Four projects: unit tests run from source; integration tests start real brokers and the built processes; tests of the
// Docker provider start containers if an engine answers; tests of the page need Chromium.
import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./longest-first.ts";

const root = new URL("..", import.meta.url).pathname;
const source = {
  resolve: { conditions: ["@fairhare/source"] },
  ssr: { resolve: { conditions: ["@fairhare/source"] } },
};
/** Vitest alone would leave one of two cores idle. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  root,
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        ...source,
        test: {
          name: "unit",
          root,
          include: ["{packages,bench}/**/*.test.ts"],
          exclude: ["**/*.{integration,docker,browser}.test.ts", "**/dist/**", "**/node_modules/**"],
          // Files of one process share loaded modules, which saves more than half of the time. No test patches a module.
          isolate: false,
          maxWorkers,
        },
      },
      {
        ...source,
        test: {
          name: "integration",
          root,
          include: ["{packages,bench}/**/*.integration.test.ts"],
          globalSetup: ".config/skipped-tests.mjs",
          exclude: ["**/dist/**", "**/node_modules/**"],
          // Two at a time, also on a machine with more cores: these tests wait for brokers and simulated work, and their
          // assertions depend on the history and not on the speed of the machine.
          maxWorkers: 2,
          isolate: false,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        ...source,
        test: {
          name: "browser",
          root,
          include: ["{packages,bench}/**/*.browser.test.ts"],
          globalSetup: ".config/skipped-tests.mjs",
          exclude: ["**/dist/**", "**/node_modules/**"],
          isolate: false,
          // The same as the unit tests, beside which they run: a page waits for a long time.
          maxWorkers,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        ...source,
        test: {
          name: "docker",
          root,
          include: ["{packages,bench}/**/*.docker.test.ts"],
          exclude: ["**/dist/**", "**/node_modules/**"],
          fileParallelism: false,
          // The first container pulls its image.
          testTimeout: 600_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
