export { CALM, type Conditions, type FleetLine, type FleetMember, type FleetProxy } from "./fleet-proxy.ts";
export { Proxy } from "./proxy.ts";
