// What is to be deployed, as checked values, and the files that describe it to an engine.

export const ENGINES = ["kubernetes", "swarm", "compose"] as const;
export type Engine = (typeof ENGINES)[number];

/** The broker of the runs; `own` is a RabbitMQ in the rendered files. */
export type DeployedBroker =
  | { readonly kind: "own" }
  | { readonly kind: "uri"; readonly uri: string; readonly ports: readonly number[] }
  /** A secret with the key `connection_string`, as RabbitMQ's cluster operator writes it. */
  | { readonly kind: "secret"; readonly name: string };

export interface Deployment {
  readonly engine: Engine;
  readonly agents: number;
  readonly image: string;
  readonly broker: DeployedBroker;
  /** Of Kubernetes; null for the namespace of the user's context. */
  readonly namespace: string | null;
  /** The words after `--`: flags of `run`. */
  readonly runWords: readonly string[];
}

export interface RenderedFile {
  /** Relative to the directory of the deployment, with slashes. */
  readonly path: string;
  readonly text: string;
  /** Readable by its owner only, and not to be committed. */
  readonly isSecret: boolean;
}
