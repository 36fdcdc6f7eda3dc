export { type Deployment, type DeployedBroker, type Engine, ENGINES, type RenderedFile } from "./deployment.ts";
export { type DeploymentInput, readDeployment } from "./read-deployment.ts";
export { renderDeployment, renderSecrets } from "./render.ts";
