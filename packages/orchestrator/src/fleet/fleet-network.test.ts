import { CALM, type Conditions, type FleetMember, type FleetProxy } from "@fairhare/proxy";
import type { TrialSettings } from "@fairhare/workload";
import { BASE_SETTINGS } from "@fairhare/workload/testing";
import { describe, expect, it } from "vitest";
import { faultOf } from "../testing/faults.ts";
import { openNetwork, usualConditions } from "./fleet-network.ts";

const STALL = faultOf({
  kind: "stall",
  role: "connection",
  forMs: 1_000,
  restartAfterMs: null,
  connection: { owner: "worker", byMs: null, bytesPerSecond: null },
});
const JOINER: FleetMember = { role: "worker", process: 3 };

const nameOf = ({ role, process }: FleetMember): string => `${role} ${process}`;

async function open(changes: Partial<TrialSettings>) {
  const imposed = new Map<string, Conditions>();
  const admitted: string[] = [];
  const openProxy = async (_uri: string, members: readonly FleetMember[]): Promise<FleetProxy> => {
    admitted.push(...members.map(nameOf));
    return {
      isBefore: (member) => admitted.includes(nameOf(member)),
      admit: async (member) => void admitted.push(nameOf(member)),
      lineOf: (member) => ({
        isRefusing: false,
        impose: (conditions) => void imposed.set(nameOf(member), conditions),
        cut: () => undefined,
      }),
      uriOf: (member) => `amqp://proxy/${nameOf(member)}`,
      [Symbol.asyncDispose]: async () => undefined,
    };
  };
  const network = await openNetwork("amqp://broker", { ...BASE_SETTINGS, workers: 2, ...changes }, { openProxy });
  return { network, imposed };
}

describe("the network of a fleet", () => {
  it("is direct without a round trip and without faults of connections", async () => {
    const { network } = await open({});
    expect(network.proxy).toBeUndefined();
    expect(network.uriOf({ role: "worker", process: 1 })).toBe("amqp://broker");
  });

  it("adds half of the round trip in each direction to every process, also to workers that join", async () => {
    const { network, imposed } = await open({ rttMs: 30 });
    expect(network.uriOf(JOINER)).toBe("amqp://broker");
    await network.admit(JOINER);
    expect(network.uriOf(JOINER)).toBe("amqp://proxy/worker 3");
    expect([...imposed.keys()]).toEqual(["producer 1", "worker 1", "worker 2", "worker 3"]);
    expect([...imposed.values()].every(({ delayMs }) => delayMs === 15)).toBe(true);
  });

  it("leaves workers that join out of a proxy that only faults need", async () => {
    const { network, imposed } = await open({ faults: [STALL] });
    await network.admit(JOINER);
    expect(network.uriOf(JOINER)).toBe("amqp://broker");
    expect(new Set(imposed.values())).toEqual(new Set([CALM]));
  });

  it("has no conditions of its own without a round trip", () => {
    expect(usualConditions({ rttMs: 0 })).toBe(CALM);
  });
});
