// What `deploy` is asked to render. The flags of the run are read by the parser of `run`, with the broker and the agents of
// the deployment and without the environment of this machine, as the orchestrator's container will read them.
import { type Deployment, readDeployment } from "@fairhare/deployments";
import { InvalidPlanError, type Mistake, OPTION_KEYS, OPTIONS, type RawOptions } from "@fairhare/plan";
import { Command } from "commander";
import type { Cli } from "../cli.ts";
import { addOptions, rawFlags } from "../input/option-flags.ts";
import { withLongPerfTestFlags } from "../input/perftest-words.ts";
import { readPlans } from "../input/read-plan.ts";
import { mistakesInWords } from "../input/unknown-words.ts";

/** As commander gives them. */
export interface DeployFlags {
  readonly engine?: string;
  readonly agents?: string;
  readonly image?: string;
  readonly uri?: string;
  readonly rabbitmqSecret?: string;
  readonly namespace?: string;
  readonly output?: string;
}

type Flags = NonNullable<RawOptions["flags"]>;

/** Stands for what only the containers have. */
const IN_CONTAINERS = { uri: ["amqp://rabbitmq"], listen: ["0.0.0.0:7420"], tokenFile: ["token"] } as const;
/** For plans of which the number of agents is a mistake. */
const MOST_AGENTS = 1_000;

/** @throws InvalidPlanError with all mistakes, those of the run included. */
export function readDeployPlan(
  runWords: readonly string[],
  flags: DeployFlags,
  { userDirectory }: Pick<Cli, "userDirectory">,
): Deployment {
  const run = parseRunWords(runWords);
  const runFlags = Object.fromEntries(
    OPTION_KEYS.flatMap((key) => (run.flags[key] === undefined ? [] : [[OPTIONS[key].flag, run.flags[key]]])),
  );
  const { deployment, mistakes = [] } = readDeployment({ ...flags, runWords, runFlags });
  const agents = [String(deployment?.agents ?? MOST_AGENTS)];
  const ofRun = [...run.mistakes, ...mistakesOfPlan({ ...run.flags, ...IN_CONTAINERS, agents }, userDirectory)];
  if (deployment === undefined || ofRun.length > 0)
    throw new InvalidPlanError([
      ...mistakes,
      ...ofRun.map((mistake) => ({ ...mistake, place: `-- ${mistake.place}` })),
    ]);
  return deployment;
}

interface RunWords {
  readonly flags: Flags;
  readonly mistakes: readonly Mistake[];
}

function parseRunWords(words: readonly string[]): RunWords {
  const command = new Command("run").allowUnknownOption().argument("[words...]").exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  addOptions(command, OPTION_KEYS);
  command.parse(withLongPerfTestFlags(words), { from: "user" });
  const long = command.options.flatMap((option) => option.long ?? []);
  return { flags: rawFlags(command), mistakes: mistakesInWords(command.args, { flags: long, commands: [] }) };
}

function mistakesOfPlan(flags: Flags, userDirectory: string): readonly Mistake[] {
  try {
    readPlans(flags, [], { environment: {}, userDirectory });
    return [];
  } catch (error) {
    if (error instanceof InvalidPlanError) return error.mistakes;
    throw error;
  }
}
