// `checker-child.js DIR`: checks a stored run with the code path of `check` and prints what it cost.
import { performance } from "node:perf_hooks";
import { checkExperiment, ExperimentDirectory } from "@fairhare/store";

export interface CheckCost {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
  readonly verdict: string;
  readonly completed: number;
  readonly duplicated: number;
  readonly redelivered: number;
}

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("checker-child.js needs the directory of a stored run");
const directory = new ExperimentDirectory(path);
const from = performance.now();
const cpuBefore = process.cpuUsage();
const results = checkExperiment(directory);
const seconds = (performance.now() - from) / 1e3;
const { user, system } = process.cpuUsage(cpuBefore);
const cpuSeconds = (user + system) / 1e6;
const [run] = results.trials.flatMap(({ runs }) => runs);
if (run === undefined) throw new Error(`${path} has no run`);
const { completed, duplicated, redelivered } = run.ledger;
const peakBytes = process.resourceUsage().maxRSS * 1024;
const cost: CheckCost = { seconds, cpuSeconds, peakBytes, verdict: run.verdict, completed, duplicated, redelivered };
process.stdout.write(JSON.stringify(cost));
