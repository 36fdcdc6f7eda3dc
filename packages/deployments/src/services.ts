// The services that Compose and Swarm share: a broker of their own, the orchestrator, the agents. The keys that only one
// of the two understands are left to compose.ts and swarm.ts.
import type { Deployment } from "./deployment.ts";
import {
  agentWords,
  BROKER_SECRET,
  BROKER_URI_FILE,
  GRACE_SECONDS,
  LOCAL_BROKER_URI_FILE,
  LOCAL_TOKEN_FILE,
  orchestratorWords,
  RESOURCES,
  RESULTS_DIRECTORY,
  TEMPORARY_DIRECTORY,
  TOKEN_SECRET,
} from "./fleet.ts";

export const BROKER_SERVICE = "rabbitmq";
export const ORCHESTRATOR_SERVICE = "orchestrator";

/** RabbitMQ 4 without published ports: only the containers of the fleet reach it. */
export const brokerService = (): object => ({
  image: "${FAIRHARE_RABBITMQ_IMAGE:-rabbitmq:4-management}",
  // Part of the data directory's name.
  hostname: BROKER_SERVICE,
  environment: {
    RABBITMQ_DEFAULT_USER: "${FAIRHARE_BROKER_USER:-fairhare}",
    RABBITMQ_DEFAULT_PASS: "${FAIRHARE_BROKER_PASSWORD:-fairhare}",
    // Durability is also measured with transient queues, which RabbitMQ refuses by default from 4.3 on.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: "-rabbit permit_deprecated_features #{transient_nonexcl_queues=>true}",
  },
  healthcheck: {
    // A listener on port 5672 (hexadecimal 1628). rabbitmq-diagnostics would start an Erlang virtual machine each time.
    test: ["CMD", "grep", "-qs", ":1628 [0-9A-F]*:0000 0A", "/proc/net/tcp", "/proc/net/tcp6"],
    start_period: "60s",
    interval: "5s",
    timeout: "5s",
    retries: 5,
  },
});

export const orchestratorService = (deployment: Deployment): object => ({
  ...hardened(deployment.image),
  command: orchestratorWords(deployment).map(withoutInterpolation),
  environment: brokerVariables(deployment),
  volumes: [{ type: "volume", source: "results", target: RESULTS_DIRECTORY }, temporaryVolume()],
});

export const agentService = (deployment: Deployment): object => ({
  ...hardened(deployment.image),
  command: agentWords(ORCHESTRATOR_SERVICE),
  volumes: [temporaryVolume()],
});

/** Of the orchestrator; an agent gets the first one only. */
export const secretNames = ({ broker }: Deployment): readonly string[] =>
  broker.kind === "uri" ? [TOKEN_SECRET, BROKER_SECRET] : [TOKEN_SECRET];

export const secretFiles = ({ broker }: Deployment): object => ({
  [TOKEN_SECRET]: { file: `./${LOCAL_TOKEN_FILE}` },
  ...(broker.kind === "uri" ? { [BROKER_SECRET]: { file: `./${LOCAL_BROKER_URI_FILE}` } } : {}),
});

/** No limit of the processor: the kernel would stop the processes for the rest of each 100 ms, which latencies would show. */
export const serviceResources = (): object => ({ limits: { memory: `${RESOURCES.memoryMebibytes}M` } });

const hardened = (image: string): object => ({
  image,
  // Collects orphaned processes, which a Node program as the first process does not.
  init: true,
  read_only: true,
  cap_drop: ["ALL"],
  stop_grace_period: `${GRACE_SECONDS}s`,
});

/** On disk: a file system in memory would count as memory of the container. */
const temporaryVolume = (): object => ({ type: "volume", target: TEMPORARY_DIRECTORY });

const brokerVariables = ({ broker }: Deployment): object =>
  broker.kind === "uri"
    ? { AMQP_URL_FILE: BROKER_URI_FILE }
    : {
        AMQP_URL: `amqp://\${FAIRHARE_BROKER_USER:-fairhare}:\${FAIRHARE_BROKER_PASSWORD:-fairhare}@${BROKER_SERVICE}:5672`,
      };

/** Compose and `docker stack` replace `$name` and `${name}` by variables of the environment. */
const withoutInterpolation = (word: string): string => word.replaceAll("$", "$$$$");
