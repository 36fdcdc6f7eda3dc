// The network between a fleet and its broker: direct connections, or a proxy that adds the round trip of --rtt and that
// faults of connections use.
import { CALM, type Conditions, type FleetMember, type FleetProxy } from "@fairhare/proxy";
import { needsProxy, type TrialSettings } from "@fairhare/workload";
import type { Host } from "./host.ts";
import { membersOf } from "./fleet-plan.ts";

export interface FleetNetwork extends AsyncDisposable {
  /** Undefined when the whole fleet connects directly. */
  readonly proxy: FleetProxy | undefined;
  /** The address of the broker for this process. */
  readonly uriOf: (member: FleetMember) => string;
  /** Call it before a worker joins the running fleet. */
  readonly admit: (member: FleetMember) => Promise<void>;
}

export async function openNetwork(
  brokerUri: string,
  settings: TrialSettings,
  host: Pick<Host, "openProxy">,
): Promise<FleetNetwork> {
  const members = membersOf(settings);
  const isUsed = settings.rttMs > 0 || settings.faults.some(needsProxy);
  const proxy = isUsed ? await host.openProxy(brokerUri, members) : undefined;
  const usual = usualConditions(settings);
  for (const member of members) proxy?.lineOf(member).impose(usual);
  return {
    proxy,
    uriOf: (member) => (proxy?.isBefore(member) === true ? proxy.uriOf(member) : brokerUri),
    admit: async (member) => {
      if (settings.rttMs === 0) return;
      await proxy?.admit(member);
      proxy?.lineOf(member).impose(usual);
    },
    [Symbol.asyncDispose]: async () => proxy?.[Symbol.asyncDispose](),
  };
}

/** Of a connection without a fault: half of the added round trip in each direction. */
export const usualConditions = ({ rttMs }: Pick<TrialSettings, "rttMs">): Conditions =>
  rttMs === 0 ? CALM : { ...CALM, delayMs: rttMs / 2 };
