// RabbitMQ's own counters of publishes, deliveries and acknowledgements: an oracle independent of Fairhare's history.
// https://www.rabbitmq.com/docs/prometheus (global counters)
import type { Broker } from "@fairhare/broker";

export interface BrokerCounters {
  readonly received: number;
  readonly confirmed: number;
  readonly delivered: number;
  readonly redelivered: number;
  readonly acknowledged: number;
}

const NAMES = ["received", "confirmed", "delivered", "redelivered", "acknowledged"] as const;
const CTL_TIMEOUT_MS = 60_000;

/** Sums over all queue types since the broker's start. Labels are a map from RabbitMQ 4.3 on, a list before. */
const EXPRESSION =
  "All = rabbit_global_counters:overview(), " +
  "IsAmqp091 = fun(Labels) when is_map(Labels) -> maps:get(protocol, Labels, none) =:= amqp091; (Labels) -> lists:member({protocol, amqp091}, Labels) end, " +
  "Sum = fun(Name) -> lists:sum([maps:get(Name, Counts, 0) || {Labels, Counts} <- maps:to_list(All), IsAmqp091(Labels)]) end, " +
  `{${NAMES.map((name) => `Sum(messages_${name}_total)`).join(", ")}}.`;

export async function readCounters({ ctl }: Pick<Broker, "ctl">): Promise<BrokerCounters> {
  if (ctl === undefined) throw new Error("the counters of an external broker cannot be read");
  const told = await ctl(["--quiet", "eval", EXPRESSION], AbortSignal.timeout(CTL_TIMEOUT_MS));
  const [received, confirmed, delivered, redelivered, acknowledged] = (told.match(/\d+/g) ?? []).map(Number);
  if (acknowledged === undefined) throw new Error(`the broker's counters are not in this output: ${told}`);
  return {
    received: received ?? 0,
    confirmed: confirmed ?? 0,
    delivered: delivered ?? 0,
    redelivered: redelivered ?? 0,
    acknowledged,
  };
}

export function since(before: BrokerCounters, after: BrokerCounters): BrokerCounters {
  const difference = (name: (typeof NAMES)[number]): number => after[name] - before[name];
  return {
    received: difference("received"),
    confirmed: difference("confirmed"),
    delivered: difference("delivered"),
    redelivered: difference("redelivered"),
    acknowledged: difference("acknowledged"),
  };
}
