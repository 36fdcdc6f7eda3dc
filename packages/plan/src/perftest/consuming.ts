// PerfTest's options of consumers: prefetch, acknowledgements, the time that a message takes.
import { equivalent, type PerfTestOption, refused, works } from "./perftest-option.ts";

const POLLING = "Workers subscribe with basic.consume; basic.get is not measured. Remove it.";
const SERVICE_TIME = "--skew uniform --heavy";

export const CONSUMING_OPTIONS: readonly PerfTestOption[] = [
  works("q, qos", "one", "prefetch", "The default is 1, not unlimited."),
  equivalent("Q, global-qos", "one", "--prefetch", "Each worker is the only consumer of its channel."),
  works("a, autoack", "none", "autoAck"),
  works("A, multi-ack-every", "one", "multiAckEvery", "The default is 1; it must not exceed --prefetch."),
  refused("n, ctxsize", "one", "AMQP transactions are not measured. Use --multi-ack-every to acknowledge in groups."),
  equivalent("na, nack", "none", "--fail random:P --requeue-by nack", "P is the share of executions that fail."),
  equivalent("re, requeue", "one", "--on-error requeue or --on-error drop"),
  equivalent("L, consumer-latency", "one", SERVICE_TIME, "Its value needs a unit: 1000 is 1000us."),
  equivalent("R, consumer-rate", "one", SERVICE_TIME, "A rate of 2000 is a service time of 500us."),
  equivalent("vl, variable-latency", "one", "--skew trace:FILE", "The file has one service time per task."),
  refused("po, polling", "none", POLLING),
  refused("pi, polling-interval", "one", POLLING),
  equivalent("ca, consumer-args", "one", "--consumer-arg", "One for each argument."),
];
