// The Service that agents join, and the NetworkPolicies: agents accept nothing, the orchestrator accepts agents, and both
// connect to the broker only.
import type { INetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import type { INetworkPolicyEgressRule } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule";
import type { INetworkPolicyPort } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort";
import type { IService } from "kubernetes-models/v1/Service";
import { AGENTS_PORT } from "@fairhare/plan";
import type { DeployedBroker } from "../deployment.ts";
import { FLEET, labelsOf } from "./names.ts";

const DNS_PORT = 53;
/** AMQP, without and with TLS. */
const BROKER_PORTS = [5672, 5671] as const;

/** Headless: the name stands for the pod itself, also before it is ready. */
export const joinService = (): IService => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: FLEET, labels: labelsOf("orchestrator") },
  spec: {
    clusterIP: "None",
    publishNotReadyAddresses: true,
    selector: labelsOf("orchestrator"),
    ports: [{ name: "join", port: AGENTS_PORT }],
  },
});

export function networkPolicies(broker: DeployedBroker): INetworkPolicy[] {
  const outwards: INetworkPolicyEgressRule[] = [
    {
      ports: [
        { protocol: "UDP", port: DNS_PORT },
        { protocol: "TCP", port: DNS_PORT },
      ],
    },
    { ports: (broker.kind === "uri" ? broker.ports : BROKER_PORTS).map(tcp) },
  ];
  const joining = [tcp(AGENTS_PORT)];
  return [
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: FLEET, labels: labelsOf("orchestrator") },
      spec: {
        podSelector: { matchLabels: labelsOf("orchestrator") },
        policyTypes: ["Ingress", "Egress"],
        ingress: [{ from: [{ podSelector: { matchLabels: labelsOf("agent") } }], ports: joining }],
        egress: outwards,
      },
    },
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: `${FLEET}-agents`, labels: labelsOf("agent") },
      spec: {
        podSelector: { matchLabels: labelsOf("agent") },
        policyTypes: ["Ingress", "Egress"],
        ingress: [],
        egress: [{ to: [{ podSelector: { matchLabels: labelsOf("orchestrator") } }], ports: joining }, ...outwards],
      },
    },
  ];
}

const tcp = (port: number): INetworkPolicyPort => ({ protocol: "TCP", port });
