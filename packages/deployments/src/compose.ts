// The file of Docker Compose: broker, orchestrator and agents on one Docker network of one machine.
import type { Deployment, RenderedFile } from "./deployment.ts";
import { AGENT_RESTARTS } from "./fleet.ts";
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
  "A fleet of agents on one machine. `fairhare deploy --engine compose` writes this file again; put changes into a",
  "compose.override.yaml beside it. The commands are in docs/tasks/deploy.md.",
];

/** Compose mounts the files of secrets as they are, so the processes run as the user who may read them. */
const USER = "${FAIRHARE_UID:-1000}:${FAIRHARE_GID:-1000}";
const onlyOurs = { user: USER, security_opt: ["no-new-privileges:true"] };

export function renderCompose(deployment: Deployment): RenderedFile[] {
  const isOwn = deployment.broker.kind === "own";
  const secrets = secretNames(deployment);
  const orchestrator = {
    ...orchestratorService(deployment),
    ...onlyOurs,
    secrets,
    deploy: { resources: serviceResources() },
    ...(isOwn ? { depends_on: { [BROKER_SERVICE]: { condition: "service_healthy" } } } : {}),
  };
  const agent = {
    ...agentService(deployment),
    ...onlyOurs,
    secrets: secrets.slice(0, 1),
    restart: `on-failure:${AGENT_RESTARTS}`,
    deploy: { replicas: deployment.agents, resources: serviceResources() },
    depends_on: { [ORCHESTRATOR_SERVICE]: { condition: "service_started" } },
  };
  const content = {
    name: "fairhare",
    services: {
      ...(isOwn ? { [BROKER_SERVICE]: brokerService() } : {}),
      [ORCHESTRATOR_SERVICE]: orchestrator,
      agent,
    },
    secrets: secretFiles(deployment),
    volumes: { results: {} },
  };
  return [{ path: "compose.yaml", text: yamlText(COMMENT, content), isSecret: false }];
}
