// Draws a cluster for a random plan, with the places of its queues and clients and one to three faults of its nodes.
import type { Random } from "@fairhare/core";
import { drawnFlags, type Flags, pick } from "./random-flags.ts";

/** These faults need a proxy, which leads to a single node. */
const OF_PROXY = /^(cut|stall|delay|throttle):/;

/** The same plan on a cluster, as far as it is possible there. */
export function withCluster(flags: Flags, random: Random): Flags {
  const { rtt: _rtt, connect: _connect, queueLeader: _leader, faults = [], ...rest } = flags;
  const kept = faults.filter((fault) => !OF_PROXY.test(fault)).slice(0, 2);
  const { faults: ofNodes = [], ...cluster } = drawCluster(random, flags["queueType"]?.[0] === "quorum");
  return { ...rest, ...cluster, faults: [...kept, ...ofNodes] };
}

function drawCluster(random: Random, isQuorum: boolean): Flags {
  const nodes = pick(random, ["3", "3", "3", "5", "2"]);
  const { flags, set, maybe } = drawnFlags(random);
  set("nodes", nodes);
  set("broker", "local");
  maybe(0.6, "connect", ["spread", "leader", "follower", "listed", "1", "2"]);
  maybe(0.5, "queueLeader", ["balanced", "1", "2"]);
  if (isQuorum) maybe(0.3, "quorumSize", ["1", "2", nodes]);
  maybe(0.4, "partitionHandling", ["ignore", "pause-minority", "autoheal"]);
  maybe(0.6, "durability", ["transient", "durable", "persistent", "persistent", "confirmed", "confirmed"]);
  // Most faults should hit a run that publishes.
  maybe(0.7, "rate", ["20", "50"]);
  maybe(0.5, "queues", ["1"]);
  set("faults", ...Array.from({ length: 1 + random.below(3) }, () => drawNodeFault(random, Number(nodes))));
  return flags;
}

function drawNodeFault(random: Random, nodes: number): string {
  const at = `@${pick(random, ["50ms", "300ms", "1s", "2s", "5s"])}`;
  const lasts = pick(random, ["100ms", "900ms", "4s", "12s"]);
  const node = pick(random, ["leader", "leader", "leader", "follower", String(1 + random.below(nodes))]);
  const restart = random.float() < 0.4 ? `,restart=${lasts}` : "";
  switch (random.below(8)) {
    case 0:
    case 1:
      return `kill:node:${random.float() < 0.25 ? "majority" : node}${at}${restart}`;
    case 2:
      return `power-cut:node:${random.float() < 0.25 ? "majority" : node}${at}${restart}`;
    case 3:
      return `stop:node:${random.float() < 0.2 ? "majority" : node}${at},for=${lasts}`;
    case 4:
      return `pause:node:${random.float() < 0.2 ? "majority" : node}${at},for=${lasts}`;
    case 5:
      return random.float() < 0.6 ? `rolling-restart:broker${at}` : `restart:node:${node}${at}`;
    default:
      return `partition:node:${node}${at},for=${lasts}`;
  }
}
