export { setAckTimeout } from "./ack-timeout.ts";
export type {
  Broker,
  BrokerNeed,
  BrokerPorts,
  BrokerProbe,
  BrokerProvider,
  BrokerResources,
  ClusterNode,
  Environment,
  ManagedCluster,
  ManagedServer,
  QueueMembers,
} from "./broker.ts";
export { BrokerCtlError, BrokerStartError, BrokerStopError } from "./broker-errors.ts";
export { freePorts } from "./free-ports.ts";
export { AgentGuard } from "./guardian/agent-guard.ts";
export { endGroup, ProgramGuard } from "./guardian/program-guard.ts";
export type { ClusterOptions, PartitionHandling } from "./cluster/cluster-options.ts";
export type { QueueSample, QueueSampler } from "./control/sampler.ts";
export { FREE_LIMIT_BYTES } from "./local/disk/free-space.ts";
export { canPowerCut, type PowerCutAbility } from "./local/disk/power-cut-ability.ts";
export { BrokerNotFoundError, type FoundServer, findServer } from "./local/installed/find-server.ts";
export { ManagedNode } from "./local/managed-node.ts";
export type { ManagedNodeOptions } from "./local/node-options.ts";
export { type BrokerChoice, openBroker } from "./open-broker.ts";
