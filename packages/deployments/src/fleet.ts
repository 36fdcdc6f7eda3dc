// What every engine is told about a fleet: the command lines of the orchestrator and the agents, and the paths in their
// containers. The files of each engine are left to compose.ts, swarm.ts and kubernetes/.
import { AGENTS_PORT } from "@fairhare/plan";
import type { Deployment } from "./deployment.ts";

/** The user `node` of the image. */
export const USER_ID = 1000;
/** The working directory of the image: `reports/` and `.runs/` of the orchestrator. */
export const RESULTS_DIRECTORY = "/work";
export const TEMPORARY_DIRECTORY = "/tmp";

const SECRETS_DIRECTORY = "/run/secrets";
export const TOKEN_SECRET = "fairhare-token";
export const BROKER_SECRET = "fairhare-broker";
export const TOKEN_FILE = `${SECRETS_DIRECTORY}/${TOKEN_SECRET}`;
export const BROKER_URI_FILE = `${SECRETS_DIRECTORY}/${BROKER_SECRET}`;

/** Files beside the rendered ones, which hold what must not be committed. */
export const LOCAL_TOKEN_FILE = "secrets/token";
export const LOCAL_BROKER_URI_FILE = "secrets/broker-uri";
/** Not beside the rendered files: there it would replace a file of the user. */
export const LOCAL_IGNORE_FILE = "secrets/.gitignore";

/** Pulling an image on several hosts takes minutes. */
const JOIN_TIMEOUT = "5m";
/** The broker may start at the same time. */
const BROKER_WAIT = "5m";
/** Agents may start before the orchestrator, and lose it. The engine then starts them again, a few times. */
const AGENT_WAIT = "2m";
/** A new agent takes the place of a lost one, for the rest of the experiment. */
export const AGENT_RESTARTS = 3;

/** Of each container: processors that are reserved, and the most memory. */
export const RESOURCES = { cpus: 1, memoryMebibytes: 1_024 } as const;
/** In seconds; an interrupted run still saves and reports what it measured. */
export const GRACE_SECONDS = 60;

export function orchestratorWords({ agents, runWords }: Deployment): string[] {
  const defaults = [
    ...unlessGiven(runWords, "--join-timeout", JOIN_TIMEOUT),
    ...unlessGiven(runWords, "--wait", BROKER_WAIT),
  ];
  const listening = ["--listen", `0.0.0.0:${AGENTS_PORT}`, "--token-file", TOKEN_FILE];
  return ["run", "--agents", String(agents), ...listening, ...defaults, ...runWords];
}

/** `host` is the name of the orchestrator in the network of the containers. */
export const agentWords = (host: string): string[] =>
  `agent --join ${host}:${AGENTS_PORT} --token-file ${TOKEN_FILE} --wait ${AGENT_WAIT} --once`.split(" ");

const unlessGiven = (words: readonly string[], flag: string, value: string): string[] =>
  words.some((word) => word === flag || word.startsWith(`${flag}=`)) ? [] : [flag, value];
