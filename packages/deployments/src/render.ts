// A deployment as files. Secrets are files of their own: the rendered ones can be committed.
import { assertNever } from "@fairhare/core";
import { renderCompose } from "./compose.ts";
import type { Deployment, RenderedFile } from "./deployment.ts";
import { LOCAL_BROKER_URI_FILE, LOCAL_IGNORE_FILE, LOCAL_TOKEN_FILE } from "./fleet.ts";
import { renderKubernetes } from "./kubernetes/render-kubernetes.ts";
import { renderSwarm } from "./swarm.ts";

export function renderDeployment(deployment: Deployment): RenderedFile[] {
  switch (deployment.engine) {
    case "kubernetes":
      return renderKubernetes(deployment);
    case "swarm":
      return renderSwarm(deployment);
    case "compose":
      return renderCompose(deployment);
    default:
      return assertNever(deployment.engine);
  }
}

/** The files that a deployment reads from beside itself: the token, and the URI of a broker that has a password. */
export function renderSecrets({ broker }: Deployment, token: string): RenderedFile[] {
  const uri = broker.kind === "uri" ? [{ path: LOCAL_BROKER_URI_FILE, text: broker.uri, isSecret: true }] : [];
  return [
    { path: LOCAL_TOKEN_FILE, text: token, isSecret: true },
    ...uri,
    { path: LOCAL_IGNORE_FILE, text: "*\n", isSecret: false },
  ];
}
