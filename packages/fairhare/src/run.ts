// `run`: the settings of an experiment file → its results, for test suites. Prints nothing and never ends the process.
import { accessSync, constants, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { checkTlsFile } from "@fairhare/amqp";
import { FairhareError, fileProblem, redactSecrets } from "@fairhare/core";
import {
  type ExperimentPorts,
  openAgents,
  type ProgressEvent,
  refuseOn,
  refusePowerCuts,
  refusePrograms,
  runExperiment,
} from "@fairhare/orchestrator";
import { cutsPower, declaresNothing, InvalidPlanError, type ParsedExperiment, parseExperiment } from "@fairhare/plan";
import { metricNames, metricPath, type Results } from "@fairhare/results";
import { baselinesIn, makeDirectories, measureBodyFile } from "@fairhare/store";
import { type BrokerOptions, openedBroker, type RunningBroker, startBroker } from "./broker.ts";
import type { ExperimentSettings } from "./experiment-settings.ts";

export interface RunOptions {
  /** The result of `startBroker`. Without it, each call opens its own broker, as the command line does. */
  readonly broker?: RunningBroker;
  /** Stops the measurement; see RunInterruptedError. */
  readonly signal?: AbortSignal;
  /** Receives the phases, the counts so far, and notices. */
  readonly onProgress?: (event: ProgressEvent) => void;
  /** The parent directory of the raw runs. Default: `.runs` in the working directory. */
  readonly runsDirectory?: string;
}

/** The content of results.json. */
export interface RunResults extends Results {
  /** The directory of the raw run; `npx fairhare report DIRECTORY` writes its report. */
  readonly directory: string;
  /** A sentence for each file that could not be written. */
  readonly problems: readonly string[];
}

/** The signal was aborted; its reason is the cause. The runs that were measured before are in the results. */
export class RunInterruptedError extends FairhareError {
  readonly code = "INTERRUPTED";
  /** Their verdict is `unknown`. Undefined when no run was measured. */
  readonly results: RunResults | undefined;

  constructor(cause: unknown, results: RunResults | undefined) {
    super(`The run was interrupted${results === undefined ? " before the measurement started" : ""}.`, { cause });
    this.results = results;
  }
}

/**
 * Measures one experiment. A list of values is an axis of the matrix, as in an experiment file.
 *
 * Resolves also when tasks were lost or a threshold failed: `verdict` is then `fail`. Rejects with a FairhareError, whose
 * `code` is INVALID_PLAN, BROKER_NOT_FOUND, BROKER_UNREACHABLE, BROKER_START_FAILED, FLEET_NOT_READY, INTERRUPTED or
 * another code of the command line.
 */
export async function run(settings: ExperimentSettings = {}, options: RunOptions = {}): Promise<RunResults> {
  const { signal = new AbortController().signal, onProgress = () => undefined, runsDirectory = ".runs" } = options;
  const { experiment, agents, warnings } = planOf(settings);
  refusePowerCuts(experiment);
  refusePrograms(experiment);
  const place = writable(resolve(runsDirectory));
  for (const message of warnings) onProgress({ type: "notice", message });
  const ports: MeasurePorts = {
    runsDirectory: place,
    command: [`run(${redactSecrets(JSON.stringify(settings))})`],
    observer: onProgress,
    signal,
  };
  try {
    if (options.broker !== undefined) return await measure(experiment, agents, options.broker, ports);
    await using broker = await startBroker({
      ...brokerOptions(experiment),
      signal,
      onNotice: (message) => onProgress({ type: "notice", message }),
    });
    return await measure(experiment, agents, broker, ports);
  } catch (error) {
    if (!signal.aborted || error instanceof RunInterruptedError) throw error;
    throw new RunInterruptedError(signal.reason, undefined);
  }
}

type Experiment = ParsedExperiment["experiment"];
type MeasurePorts = Omit<ExperimentPorts, "broker">;

const brokerOptions = (experiment: Experiment): BrokerOptions => ({
  broker: experiment.broker.provider,
  waitSeconds: experiment.broker.waitSeconds,
  ...clusterOptions(experiment.broker.cluster),
  powerCut: cutsPower(experiment),
  predeclared: declaresNothing(experiment),
  ...(experiment.broker.uri === null ? {} : { uri: experiment.broker.uri }),
});

const clusterOptions = (cluster: Experiment["broker"]["cluster"]): BrokerOptions => ({
  nodes: cluster?.nodes ?? 1,
  ...(cluster?.partitionHandling ? { partitionHandling: cluster.partitionHandling } : {}),
});

async function measure(
  experiment: Experiment,
  settings: ParsedExperiment["agents"],
  running: RunningBroker,
  ports: MeasurePorts,
): Promise<RunResults> {
  const { broker, canCutPower } = openedBroker(running);
  if (cutsPower(experiment) && !canCutPower) throw new InvalidPlanError([NO_POWER_CUT]);
  refuseOn(broker, experiment, settings);
  const notice = (message: string): void => ports.observer({ type: "notice", message });
  const { signal } = ports;
  await using agents =
    settings === null ? undefined : await openAgents(settings, { signal, onNotice: notice, onListening: notice });
  const { results, directory, problems, failure } = await runExperiment(experiment, { ...ports, broker, agents });
  const all = { ...results, directory, problems: [...problems, ...(failure === null ? [] : [failure.message])] };
  if (ports.signal.aborted) throw new RunInterruptedError(ports.signal.reason, all);
  return all;
}

const NO_POWER_CUT = {
  place: "run(): broker",
  message: "This broker was not prepared for power cuts. Start it with startBroker({ powerCut: true }).",
} as const;

/** The settings name the broker instead, if they contain one of these. */
const NAMES_BROKER = ["broker", "uri", "wait"] as const;
const BROKER_VARIABLES = [
  "FAIRHARE_BROKER",
  "FAIRHARE_URI",
  "FAIRHARE_TLS_CA",
  "FAIRHARE_TLS_CERT",
  "FAIRHARE_TLS_KEY",
  "FAIRHARE_TLS_SERVERNAME",
  "FAIRHARE_WAIT",
] as const;

/** Secrets and addresses of agents are of the machine, not of the experiment. */
const AGENT_VARIABLES = [
  "FAIRHARE_LISTEN",
  "FAIRHARE_TOKEN_FILE",
  "FAIRHARE_JOIN_TIMEOUT",
  "FAIRHARE_AGENT_TIMEOUT",
  "FAIRHARE_AGENT_URI",
] as const;

/** The environment names the broker, as for the command line, and nothing else. @throws InvalidPlanError */
function planOf(settings: ExperimentSettings): ParsedExperiment {
  const isNamed = NAMES_BROKER.some((key) => settings[key] !== undefined);
  const hasAgents = settings.agents !== undefined;
  const variables = [...(isNamed ? [] : BROKER_VARIABLES), ...(hasAgents ? AGENT_VARIABLES : []), "AMQP_URL"];
  return parseExperiment(
    {
      environment: Object.fromEntries(variables.map((name) => [name, process.env[name]])),
      file: { name: "run()", content: withoutUndefined(settings) },
    },
    {
      metrics: { names: metricNames(), path: metricPath },
      baselines: baselinesIn(),
      readTraceFile: (path) => readTrace(resolve(path)),
      resolveTlsFile: (path) => {
        checkTlsFile(resolve(path));
        return resolve(path);
      },
      measureBodyFile: (path) => measureBodyFile(resolve(path)),
    },
  );
}

const withoutUndefined = (settings: ExperimentSettings): unknown =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

class RunsNotWritableError extends FairhareError {
  readonly code = "OUTPUT_NOT_WRITABLE";
}

function writable(directory: string): string {
  try {
    makeDirectories(directory);
    accessSync(directory, constants.W_OK);
    return directory;
  } catch (cause) {
    throw new RunsNotWritableError(
      `The raw runs cannot be written to ${directory}: ${fileProblem(cause)}. Set runsDirectory.`,
      { cause },
    );
  }
}

function readTrace(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new Error(`${path} cannot be read: ${fileProblem(cause)}.`, { cause });
  }
}
