export { CALM, type Conditions, type FleetLine, type FleetMember, type FleetProxy } from "./fleet-proxy.ts";
export { Line } from "./line.ts";
export type { ConnectionObserver, LineObserver } from "./observer.ts";
export { Proxy } from "./proxy.ts";
export { connectUpstream, type Upstream, type UpstreamTls } from "./upstream.ts";
