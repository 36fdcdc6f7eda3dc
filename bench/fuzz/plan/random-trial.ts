// Draws the flags of one trial: any settings with any faults, also combinations that the rules refuse.
import type { Random } from "@fairhare/core";
import { drawnFlags, type Flags, pick } from "./random-flags.ts";

export function drawFlags(random: Random): Flags {
  const { flags, set, maybe } = drawnFlags(random);
  set("workers", String(1 + random.below(4)));
  maybe(0.2, "workersPerProcess", ["2", "3"]);
  maybe(0.2, "workerConcurrency", ["2", "4"]);
  maybe(0.2, "speed", ["1,0.5", "2", "1,1,0.25"]);
  maybe(0.1, "holdBody", ["true"]);
  set("producers", String(1 + random.below(3)));
  maybe(0.8, "prefetch", ["1", "2", "5", "20", "unlimited"]);
  maybe(0.3, "ack", ["auto", "auto", "early", "early", "forget"]);
  maybe(0.15, "multiAckEvery", ["2", "5"]);
  maybe(0.4, "queueType", ["quorum"]);
  maybe(0.6, "durability", ["transient", "durable", "persistent", "confirmed", "confirmed"]);
  maybe(0.2, "confirm", ["1", "10"]);
  maybe(0.4, "onUnknown", ["republish"]);
  set("tasks", String(1 + random.below(60)));
  if (random.float() < 0.25) {
    set("time", pick(random, ["1s", "3s", "8s"]));
    set("rate", pick(random, ["5", "20", "50"]));
    if (random.float() < 0.5) delete flags["tasks"];
  } else maybe(0.4, "rate", ["5", "20", "100"]);
  maybe(0.3, "pace", ["poisson"]);
  maybe(0.2, "backlog", ["true"]);
  maybe(0.5, "skew", ["uniform", "period:3", "random:0.3", "pareto:1.2", "lognormal:1"]);
  set("heavy", pick(random, ["1ms", "20ms", "100ms", "700ms"]));
  set("light", pick(random, ["0ms", "1ms", "5ms"]));
  maybe(0.25, "work", ["none", "cpu"]);
  maybe(0.2, "size", ["60", "3000", "60..3000", "60:3,3000:1"]);
  maybe(0.3, "fail", ["random:0.1", "random:0.4", "poison:1", "poison:3"]);
  maybe(0.4, "onError", ["drop", "dead-letter", "crash", "crash", "retry-delay", "retry-delay"]);
  maybe(0.9, "retryDelay", ["40ms", "400ms"]);
  maybe(0.2, "maxAttempts", ["3"]);
  maybe(0.2, "deadLetter", ["true"]);
  maybe(0.1, "messageTtl", ["30ms", "500ms"]);
  maybe(0.1, "maxLength", ["3", "10"]);
  maybe(0.2, "overflow", ["reject-publish"]);
  maybe(0.2, "deliveryLimit", ["1", "5", "unlimited"]);
  maybe(0.1, "ackTimeout", ["150ms", "2s"]);
  set("heartbeat", pick(random, ["0", "1", "5", "60"]));
  set("drainTimeout", pick(random, ["5s", "20s", "60s"]));
  maybe(0.15, "runTimeout", ["4s", "30s"]);
  maybe(0.2, "threshold", ["unknown<=5", "lost==0"]);
  const faults = random.float() < 0.25 ? 0 : 1 + random.below(4);
  for (let count = 0; count < faults; count++) set("faults", drawFault(random));
  set("seed", String(random.below(1_000_000)));
  maybe(0.2, "queue", ["orders"]);
  if (flags["queue"] !== undefined && random.float() < 0.15) flags["workers"] = ["0"];
  maybe(0.1, "connect", ["spread", "1"]);
  maybe(0.1, "queueLeader", ["balanced", "1"]);
  return flags;
}

function drawFault(random: Random): string {
  const at = `@${pick(random, ["50ms", "300ms", "1s", "2s", "5s"])}`;
  const every = random.float() < 0.3 ? `,every=${pick(random, ["400ms", "1s", "3s"])}` : "";
  const lasts = pick(random, ["100ms", "900ms", "4s", "12s"]);
  const restart = random.float() < 0.5 ? `,restart=${pick(random, ["200ms", "2s", "never", "now"])}` : "";
  const whom = pick(random, ["worker", "worker", "producer"]);
  const number = random.float() < 0.3 ? `:${1 + random.below(3)}` : "";
  switch (random.below(12)) {
    case 0:
    case 1:
    case 2:
      return `kill:${whom}${number}${at}${every}${restart}`;
    case 3:
      return `quit:${whom}${number}${at}${every}${restart}`;
    case 4:
      return `stop:${whom}${number}${at},for=${lasts}${every}`;
    case 5:
      return `restart:broker${at}`;
    case 6:
      return `kill:broker${at}${every === "" ? "" : ",every=25s"}`;
    case 7:
      return `add:worker:${1 + random.below(2)}${at}`;
    case 8:
      return `cut:connection:${whom}${number}${at}${every}${random.float() < 0.5 ? `,for=${lasts}` : ""}`;
    case 9:
      return `${pick(random, ["stall", "delay", "throttle"])}:connection:${whom}${number}${at},for=${lasts}`
        .replace(/^(delay.*)$/, "$1,by=40ms")
        .replace(/^(throttle.*)$/, "$1,rate=2000");
    case 10:
      return `${pick(random, ["memory-alarm", "disk-alarm"])}:broker${at},for=${lasts}`;
    default:
      return random.float() < 0.5 ? `close:connection:${whom}${number}${at}${every}` : `power-cut:broker${at}`;
  }
}
