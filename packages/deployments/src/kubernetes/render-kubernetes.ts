// The files of a kustomization, one per subject. `kubectl apply --kustomize` makes the secrets from the files in secrets/.
import type { Deployment, RenderedFile } from "../deployment.ts";
import { BROKER_SECRET, LOCAL_BROKER_URI_FILE, LOCAL_TOKEN_FILE, TOKEN_SECRET } from "../fleet.ts";
import { yamlText } from "../yaml-text.ts";
import { agentsJob, orchestratorJob } from "./jobs.ts";
import { CONNECTION_KEY, TOKEN_KEY } from "./names.ts";
import { joinService, networkPolicies } from "./network.ts";
import { resultsClaim, resultsReader } from "./results.ts";

const COMMENT = [
  "A fleet of agents on Kubernetes 1.29 or newer. `fairhare deploy --engine kubernetes` writes these files again; put",
  "changes into a kustomization that has this one as a resource. The commands are in docs/tasks/deploy.md.",
];

export function renderKubernetes(deployment: Deployment): RenderedFile[] {
  const resources: readonly (readonly [string, string, readonly object[]])[] = [
    [
      "orchestrator.yaml",
      "Runs once, and ends with the exit code of the run.",
      [orchestratorJob(deployment), joinService()],
    ],
    ["agents.yaml", "One pod for each agent, on as many nodes as possible.", [agentsJob(deployment)]],
    [
      "network-policy.yaml",
      "Only agents reach the orchestrator, and nobody the agents.",
      networkPolicies(deployment.broker),
    ],
    ["results.yaml", "Reports and raw runs, kept until it is deleted.", [resultsClaim()]],
  ];
  const reader = "For `kubectl cp`, after the run. It is not part of the kustomization.";
  return [
    file("kustomization.yaml", COMMENT, [
      kustomization(
        deployment,
        resources.map(([path]) => path),
      ),
    ]),
    ...resources.map(([path, comment, objects]) => file(path, [comment], objects)),
    file("read-results.yaml", [reader], [resultsReader(deployment)]),
  ];
}

function kustomization({ broker, namespace }: Deployment, resources: readonly string[]): object {
  const token = { name: TOKEN_SECRET, files: [`${TOKEN_KEY}=${LOCAL_TOKEN_FILE}`] };
  const uri = { name: BROKER_SECRET, files: [`${CONNECTION_KEY}=${LOCAL_BROKER_URI_FILE}`] };
  return {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    ...(namespace === null ? {} : { namespace }),
    resources,
    secretGenerator: broker.kind === "uri" ? [token, uri] : [token],
    // A Job cannot be changed, so a new name of a secret would be of no use.
    generatorOptions: { disableNameSuffixHash: true },
  };
}

function file(path: string, comment: readonly string[], objects: readonly object[]): RenderedFile {
  const texts = objects.map((object, index) => yamlText(index === 0 ? comment : [], object));
  return { path, text: texts.join("---\n"), isSecret: false };
}
