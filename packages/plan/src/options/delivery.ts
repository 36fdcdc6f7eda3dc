// Options of the queue and of delivery: prefetch, acknowledgements, queue type, durability.
import type { OptionTable } from "./option.ts";
import { boolean, choice, wholeNumber } from "./kinds/value-kind.ts";

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
    description: "Unacknowledged messages a consumer may hold; 0 or unlimited removes the limit.",
  },
  ack: {
    group: "Queue and delivery",
    flag: "ack",
    kind: choice(["manual", "early", "auto", "forget"]),
    default: "manual",
    axis: true,
    description: "Acknowledge after the work (manual), before it (early), on delivery (auto) or never.",
  },
  autoAck: {
    group: "Queue and delivery",
    flag: "auto-ack",
    letter: "a",
    kind: boolean,
    isSwitch: true,
    description: "Same as --ack auto.",
  },
  multiAckEvery: {
    group: "Queue and delivery",
    flag: "multi-ack-every",
    letter: "A",
    kind: wholeNumber({ min: 1, max: 65_535 }),
    default: "1",
    axis: true,
    description: "Send one acknowledgement for every N completed tasks.",
  },
  queueType: {
    group: "Queue and delivery",
    flag: "queue-type",
    kind: choice(["classic", "quorum"]),
    default: "classic",
    axis: true,
    description: "Queue type.",
  },
  durability: {
    group: "Queue and delivery",
    flag: "durability",
    kind: choice(["transient", "durable", "persistent", "confirmed"]),
    default: "persistent",
    axis: true,
    description: "Queue durability, message persistence, publisher confirms; each level adds one.",
  },
  queueDurable: {
    group: "Queue and delivery",
    flag: "queue-durable",
    kind: boolean,
    axis: true,
    isSwitch: true,
    description: "Declare the queue durable; overrides --durability.",
  },
  persistent: {
    group: "Queue and delivery",
    flag: "persistent",
    kind: boolean,
    axis: true,
    isSwitch: true,
    description: "Publish persistent messages; overrides --durability.",
  },
  confirm: {
    group: "Queue and delivery",
    flag: "confirm",
    letter: "c",
    kind: wholeNumber({ min: 0, max: 1_000_000 }),
    default: "0",
    axis: true,
    description: "Publisher confirms: unconfirmed publishes allowed per producer; 0 disables confirms.",
  },
};
