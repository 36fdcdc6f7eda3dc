// The queue, and what is promised about its messages.
import type { OptionTable } from "./option.ts";
import { boolean, choice, wholeNumber } from "./value-kind.ts";

export const DELIVERY_OPTIONS: OptionTable<
  | "prefetch"
  | "ack"
  | "autoAck"
  | "multiAckEvery"
  | "queueType"
  | "durability"
  | "queueDurable"
  | "persistent"
  | "confirm"
> = {
  prefetch: {
    group: "Queue and delivery",
    flag: "prefetch",
    letter: "q",
    kind: wholeNumber({ min: 0, max: 65_535 }, { unlimited: 0 }),
    default: "1",
    axis: true,
    description: "Unacknowledged messages a consumer may hold; 0 or unlimited is no limit.",
  },
  ack: {
    group: "Queue and delivery",
    flag: "ack",
    kind: choice(["manual", "auto", "forget"]),
    default: "manual",
    axis: true,
    description: "Acknowledge after the work, let the broker do it on delivery, or never (the tutorial's mistake).",
  },
  autoAck: {
    group: "Queue and delivery",
    flag: "auto-ack",
    letter: "a",
    kind: boolean,
    isSwitch: true,
    description: "The same as --ack auto.",
  },
  multiAckEvery: {
    group: "Queue and delivery",
    flag: "multi-ack-every",
    letter: "A",
    kind: wholeNumber({ min: 1, max: 65_535 }),
    default: "1",
    axis: true,
    description: "Acknowledge every N completions at once; 1 is an ack a message.",
  },
  queueType: {
    group: "Queue and delivery",
    flag: "queue-type",
    kind: choice(["classic", "quorum"]),
    default: "classic",
    axis: true,
    description: "Type of the queue.",
  },
  durability: {
    group: "Queue and delivery",
    flag: "durability",
    kind: choice(["transient", "durable", "persistent", "confirmed"]),
    default: "persistent",
    axis: true,
    description: "Nothing durable; a durable queue; persistent messages too; publisher confirms too.",
  },
  queueDurable: {
    group: "Queue and delivery",
    flag: "queue-durable",
    kind: boolean,
    axis: true,
    isSwitch: true,
    description: "Declare the queue durable, whatever --durability says.",
  },
  persistent: {
    group: "Queue and delivery",
    flag: "persistent",
    kind: boolean,
    axis: true,
    isSwitch: true,
    description: "Publish persistent messages, whatever --durability says.",
  },
  confirm: {
    group: "Queue and delivery",
    flag: "confirm",
    letter: "c",
    kind: wholeNumber({ min: 0, max: 1_000_000 }),
    default: "0",
    axis: true,
    description: "Unconfirmed publishes a producer may have; 0 is no confirms, and 100 under --durability confirmed.",
  },
};
