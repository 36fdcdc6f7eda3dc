// The stack of Docker Swarm: orchestrator on a manager, agents spread over all nodes, one overlay network.
import type { Deployment, RenderedFile } from "./deployment.ts";
import { AGENT_RESTARTS, USER_ID } from "./fleet.ts";
import {
  agentService,
  BROKER_SERVICE,
  brokerService,
  ORCHESTRATOR_SERVICE,
  orchestratorService,
  secretFiles,
  secretNames,
  serviceResources,
} from "./services.ts";
import { yamlText } from "./yaml-text.ts";

const COMMENT = [
  "A fleet of agents on the nodes of a swarm. `fairhare deploy --engine swarm` writes this file again; put changes into a",
  "second file, `docker stack deploy -c stack.yml -c changes.yml`. The commands are in docs/tasks/deploy.md.",
];

/** The results are on the node where the orchestrator runs: one where commands are typed. */
const ON_MANAGER = { placement: { constraints: ["node.role == manager"] } };
/** An experiment happens once; a failed one is not repeated. */
const ONCE = { restart_policy: { condition: "none" } };
const REPLACED = { restart_policy: { condition: "on-failure", max_attempts: AGENT_RESTARTS } };
/** Addresses of the tasks themselves: without a virtual address, an ended connection is noticed at both ends. */
const BY_NAME = { endpoint_mode: "dnsrr" };

export function renderSwarm(deployment: Deployment): RenderedFile[] {
  const secrets = secretNames(deployment).map((source) => ({
    source,
    uid: String(USER_ID),
    gid: String(USER_ID),
    mode: 0o400,
  }));
  const orchestrator = {
    ...orchestratorService(deployment),
    secrets,
    deploy: { replicas: 1, ...BY_NAME, ...ON_MANAGER, ...ONCE, resources: serviceResources() },
  };
  const agent = {
    ...agentService(deployment),
    // The name of the agent in the results.
    hostname: "{{.Node.Hostname}}-{{.Task.Slot}}",
    secrets: secrets.slice(0, 1),
    deploy: { replicas: deployment.agents, ...BY_NAME, ...REPLACED, resources: serviceResources() },
  };
  const broker = { ...brokerService(), deploy: { replicas: 1, ...BY_NAME, ...ON_MANAGER } };
  const content = {
    version: "3.8",
    services: {
      ...(deployment.broker.kind === "own" ? { [BROKER_SERVICE]: broker } : {}),
      [ORCHESTRATOR_SERVICE]: orchestrator,
      agent,
    },
    secrets: secretFiles(deployment),
    volumes: { results: {} },
  };
  return [{ path: "stack.yml", text: yamlText(COMMENT, content), isSecret: false }];
}
