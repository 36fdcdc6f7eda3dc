export { type AmqpConnection, amqplibVersion, connect } from "./connection.ts";
export { BrokerRefusedError, BrokerUnreachableError } from "./failure/error.ts";
export type {
  AnswerHandler,
  ClosableChannel,
  Connect,
  Connection,
  ConnectionEnd,
  ConnectOptions,
  ConsumerChannel,
  DeliveryHandler,
  Headers,
  Publisher,
  PublishOptions,
  QueueAdmin,
  QueueDepth,
  QueueSpec,
  ReturnHandler,
} from "./port.ts";
export { probeConnection, probeServer, type ServerFacts } from "./probe.ts";
export { serverKind } from "./failure/server-kind.ts";
export { TrafficCounter } from "./traffic-counter.ts";
export { checkTlsFile, tlsOptions } from "./tls-options.ts";
export { type QueueDefaults, readQueueDefaults } from "./queue-defaults.ts";
