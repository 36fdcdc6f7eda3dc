// The pod of the orchestrator or of an agent: a user without rights, a read-only file system, reserved memory and processor,
// the token as a file.
import type { IEnvVar } from "kubernetes-models/v1/EnvVar";
import type { IPodSecurityContext } from "kubernetes-models/v1/PodSecurityContext";
import type { IPodTemplateSpec } from "kubernetes-models/v1/PodTemplateSpec";
import type { ISecurityContext } from "kubernetes-models/v1/SecurityContext";
import type { ITopologySpreadConstraint } from "kubernetes-models/v1/TopologySpreadConstraint";
import type { IVolume } from "kubernetes-models/v1/Volume";
import { GRACE_SECONDS, RESOURCES, TEMPORARY_DIRECTORY, TOKEN_FILE, TOKEN_SECRET, USER_ID } from "../fleet.ts";
import { type Component, TOKEN_KEY, labelsOf } from "./names.ts";

export interface PodParts {
  readonly component: Component;
  readonly image: string;
  readonly words: readonly string[];
  readonly variables: readonly IEnvVar[];
  /** Mounted at /work, writable. */
  readonly work: Omit<IVolume, "name">;
  readonly workDirectory: string;
}

export function podTemplate({ component, image, words, variables, work, workDirectory }: PodParts): IPodTemplateSpec {
  const memory = `${RESOURCES.memoryMebibytes}Mi`;
  return {
    metadata: {
      labels: labelsOf(component),
      // A node that is removed in the middle of a run would look like a fault.
      annotations: { "cluster-autoscaler.kubernetes.io/safe-to-evict": "false" },
    },
    spec: {
      restartPolicy: "Never",
      terminationGracePeriodSeconds: GRACE_SECONDS,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      // The first process is then the one of the pod, which collects orphaned processes.
      shareProcessNamespace: true,
      securityContext: POD_SECURITY,
      ...(component === "agent" ? { topologySpreadConstraints: [EVENLY_OVER_NODES] } : {}),
      containers: [
        {
          name: component,
          image,
          imagePullPolicy: "IfNotPresent",
          args: [...words],
          ...(variables.length === 0 ? {} : { env: [...variables] }),
          // No limit of the processor: the kernel would stop the processes for the rest of each 100 ms, which latencies
          // would show.
          resources: { requests: { cpu: String(RESOURCES.cpus), memory }, limits: { memory } },
          securityContext: CONTAINER_SECURITY,
          volumeMounts: [
            { name: "token", mountPath: TOKEN_FILE.slice(0, TOKEN_FILE.lastIndexOf("/")), readOnly: true },
            { name: "temporary", mountPath: TEMPORARY_DIRECTORY },
            { name: "work", mountPath: workDirectory },
          ],
        },
      ],
      volumes: [
        // 0440: the group is the one of the user.
        {
          name: "token",
          secret: { secretName: TOKEN_SECRET, items: [{ key: TOKEN_KEY, path: TOKEN_SECRET }], defaultMode: 0o440 },
        },
        { name: "temporary", emptyDir: {} },
        { name: "work", ...work },
      ],
    },
  };
}

const EVENLY_OVER_NODES: ITopologySpreadConstraint = {
  maxSkew: 1,
  topologyKey: "kubernetes.io/hostname",
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: labelsOf("agent") },
};

/** Satisfies the restricted profile of the Pod Security Standards. */
export const POD_SECURITY: IPodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: USER_ID,
  runAsGroup: USER_ID,
  fsGroup: USER_ID,
  seccompProfile: { type: "RuntimeDefault" },
};

export const CONTAINER_SECURITY: ISecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};
