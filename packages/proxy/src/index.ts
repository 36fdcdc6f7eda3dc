export { CALM, type Conditions } from "./conditions.ts";
export type { FleetLine, FleetMember, FleetProxy } from "./fleet-proxy.ts";
export { Proxy } from "./proxy.ts";
