// Where the results stay after the Job has ended, and the pod through which `kubectl cp` reads them.
import type { IPersistentVolumeClaim } from "kubernetes-models/v1/PersistentVolumeClaim";
import type { IPod } from "kubernetes-models/v1/Pod";
import type { Deployment } from "../deployment.ts";
import { RESULTS_DIRECTORY } from "../fleet.ts";
import { labelsOf, RESULTS } from "./names.ts";
import { CONTAINER_SECURITY, POD_SECURITY } from "./pod-template.ts";

export const resultsClaim = (): IPersistentVolumeClaim => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: RESULTS, labels: labelsOf("results") },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "10Gi" } } },
});

/** Not part of the kustomization: it starts after the run, and ends by itself after an hour. */
export const resultsReader = ({ image, namespace }: Deployment): IPod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: RESULTS, ...(namespace === null ? {} : { namespace }), labels: labelsOf("results") },
  spec: {
    restartPolicy: "Never",
    activeDeadlineSeconds: 3_600,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: POD_SECURITY,
    containers: [
      {
        name: "results",
        image,
        imagePullPolicy: "IfNotPresent",
        command: ["sleep", "3600"],
        resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "1", memory: "256Mi" } },
        securityContext: CONTAINER_SECURITY,
        volumeMounts: [{ name: "work", mountPath: RESULTS_DIRECTORY, readOnly: true }],
      },
    ],
    volumes: [{ name: "work", persistentVolumeClaim: { claimName: RESULTS } }],
  },
});
