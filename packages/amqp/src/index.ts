export { amqplibVersion } from "./client-version.ts";
export { AmqpConnection, connect, type ConnectionEnd, type ConnectOptions } from "./connection.ts";
export type { ConsumerChannel, DeliveryHandler, Headers } from "./consumer.ts";
export { BrokerRefusedError, BrokerUnreachableError } from "./error.ts";
export { probeServer, type ServerFacts } from "./probe.ts";
export type { AnswerHandler, Publisher, ReturnHandler } from "./publisher.ts";
export type { QueueAdmin, QueueDepth, QueueSpec } from "./queue.ts";
