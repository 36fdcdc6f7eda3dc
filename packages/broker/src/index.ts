export { setAckTimeout } from "./ack-timeout.ts";
export type {
  Broker,
  BrokerNeed,
  BrokerPorts,
  BrokerProbe,
  BrokerProvider,
  BrokerResources,
  Environment,
  ManagedServer,
} from "./broker.ts";
export { DockerBrokerError, DockerUnavailableError } from "./docker/open-docker.ts";
export { BrokerCtlError } from "./local/ctl.ts";
export { BrokerNotFoundError, type FoundServer, findServer } from "./local/find-server.ts";
export { ManagedNode, type ManagedNodeOptions } from "./local/managed-node.ts";
export { canPowerCut, type PowerCutAbility } from "./local/power-cut-ability.ts";
export type { QueueSample, QueueSampler } from "./local/sampler.ts";
export { BrokerStartError } from "./local/start-failure.ts";
export { BrokerStopError } from "./local/stop.ts";
export { type BrokerChoice, openBroker } from "./open-broker.ts";
