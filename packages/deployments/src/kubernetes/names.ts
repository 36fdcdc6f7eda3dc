// Names and labels of the Kubernetes objects.

export type Component = "orchestrator" | "agent";

/** Of the orchestrator's Job and Service, and the beginning of all other names. */
export const FLEET = "fairhare";
export const RESULTS = `${FLEET}-results`;
export const TOKEN_KEY = "token";
/** The key of RabbitMQ's cluster operator. */
export const CONNECTION_KEY = "connection_string";

/** Labels that Kubernetes recommends. */
export const labelsOf = (component: Component | "results"): Record<string, string> => ({
  "app.kubernetes.io/name": FLEET,
  "app.kubernetes.io/component": component,
});
