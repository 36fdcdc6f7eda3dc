// The Jobs: one orchestrator, which is not repeated when it fails, and the agents with an index each. A new agent takes the
// place of a lost one, for the rest of the experiment.
import type { IJob } from "kubernetes-models/batch/v1/Job";
import type { Deployment } from "../deployment.ts";
import { AGENT_RESTARTS, agentWords, BROKER_SECRET, orchestratorWords, RESULTS_DIRECTORY } from "../fleet.ts";
import { CONNECTION_KEY, FLEET, labelsOf, RESULTS } from "./names.ts";
import { podTemplate } from "./pod-template.ts";

export const orchestratorJob = (deployment: Deployment): IJob => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: FLEET, labels: labelsOf("orchestrator") },
  spec: {
    backoffLimit: 0,
    template: podTemplate({
      component: "orchestrator",
      image: deployment.image,
      words: orchestratorWords(deployment).map(withoutExpansion),
      variables: [
        {
          name: "AMQP_URL",
          valueFrom: { secretKeyRef: { name: brokerSecret(deployment), key: CONNECTION_KEY } },
        },
      ],
      work: { persistentVolumeClaim: { claimName: RESULTS } },
      workDirectory: RESULTS_DIRECTORY,
    }),
  },
});

export const agentsJob = ({ agents, image }: Deployment): IJob => ({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: `${FLEET}-agents`, labels: labelsOf("agent") },
  spec: {
    completionMode: "Indexed",
    completions: agents,
    parallelism: agents,
    // With the limit of the whole Job instead, the first lost agent would end all the others.
    backoffLimitPerIndex: AGENT_RESTARTS,
    template: podTemplate({
      component: "agent",
      image,
      words: [...agentWords(FLEET), "--name", "$(NODE_NAME)-$(AGENT_INDEX)"],
      variables: [
        { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
        {
          name: "AGENT_INDEX",
          valueFrom: { fieldRef: { fieldPath: "metadata.annotations['batch.kubernetes.io/job-completion-index']" } },
        },
      ],
      work: { emptyDir: {} },
      workDirectory: RESULTS_DIRECTORY,
    }),
  },
});

const brokerSecret = ({ broker }: Deployment): string => (broker.kind === "secret" ? broker.name : BROKER_SECRET);

/** Kubernetes replaces `$(NAME)` by variables of the container. */
const withoutExpansion = (word: string): string => word.replaceAll("$(", "$$$$(");
