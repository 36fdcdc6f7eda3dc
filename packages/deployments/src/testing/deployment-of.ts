// Deployments for tests: made from typed words, like those of the command.
import type { Deployment } from "../deployment.ts";
import { type DeploymentInput, readDeployment } from "../read-deployment.ts";

/** @throws Error when there are mistakes. */
export function deploymentOf(input: Partial<DeploymentInput>): Deployment {
  const { deployment, mistakes } = readDeployment({ runWords: [], runFlags: {}, ...input });
  if (deployment === undefined) throw new Error(JSON.stringify(mistakes));
  return deployment;
}
