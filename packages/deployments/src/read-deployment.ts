// The typed words of `fairhare deploy` as a deployment, with all mistakes at once. The flags of the run are checked by the
// parser of plans; here only what containers make impossible.
import { parseAmqpUris, redactAmqpUri } from "@fairhare/core";
import { type Mistake, nearest } from "@fairhare/plan";
import { type DeployedBroker, type Deployment, type Engine, ENGINES } from "./deployment.ts";
import { runFlagMistakes } from "./run-flag-mistakes.ts";

/** As typed. */
export interface DeploymentInput {
  readonly engine?: string | undefined;
  readonly agents?: string | undefined;
  readonly image?: string | undefined;
  readonly uri?: string | undefined;
  readonly rabbitmqSecret?: string | undefined;
  readonly namespace?: string | undefined;
  readonly runWords: readonly string[];
  /** The flags among `runWords` by their long names without dashes, with their values. */
  readonly runFlags: Readonly<Record<string, readonly string[]>>;
}

export type ReadDeployment =
  | { readonly deployment: Deployment; readonly mistakes?: never }
  | { readonly deployment?: never; readonly mistakes: readonly Mistake[] };

const DEFAULT_AGENTS = "2";
const DEFAULT_IMAGE = "fairhare";
/** The secret of a RabbitmqCluster with the name `rabbitmq`. */
const DEFAULT_SECRET = "rabbitmq-default-user";
const MOST_AGENTS = 1_000;

/** Of a Kubernetes namespace (RFC 1123 label), and of a secret (RFC 1123 subdomain). */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;
/** Registry with port, path, tag, digest; the engine checks the rest. */
const IMAGE = /^[\w.-]+(?::\d+)?(?:\/[\w.-]+)*(?::[\w.-]+)?(?:@sha256:[0-9a-f]{64})?$/;

export function readDeployment(input: DeploymentInput): ReadDeployment {
  const mistakes: Mistake[] = [];
  const engine = readEngine(input.engine, mistakes);
  const agents = readAgents(input.agents ?? DEFAULT_AGENTS, mistakes);
  const { image = DEFAULT_IMAGE, namespace = null } = input;
  if (!IMAGE.test(image))
    mistakes.push({
      place: `--image ${image}`,
      message: "Must be the name of an image, such as registry.example/fairhare:1.",
    });
  if (namespace !== null) checkNamespace(namespace, engine, mistakes);
  const broker = readBroker(input, engine, mistakes);
  mistakes.push(...runFlagMistakes(input.runFlags));
  if (engine === undefined || agents === undefined || broker === undefined || mistakes.length > 0) return { mistakes };
  return { deployment: { engine, agents, image, broker, namespace, runWords: input.runWords } };
}

function readEngine(text: string | undefined, mistakes: Mistake[]): Engine | undefined {
  const engine = ENGINES.find((known) => known === text);
  if (engine !== undefined) return engine;
  const choices = `${text === undefined ? "Is missing. " : ""}Use one of ${ENGINES.join(", ")}.`;
  const meant = text === undefined ? undefined : nearest(text, ENGINES);
  mistakes.push({
    place: text === undefined ? "--engine" : `--engine ${text}`,
    message: meant === undefined ? choices : `Did you mean ${meant}? ${choices}`,
  });
  return undefined;
}

function readAgents(text: string, mistakes: Mistake[]): number | undefined {
  const agents = /^\d+$/.test(text) ? Number(text) : 0;
  if (agents >= 1 && agents <= MOST_AGENTS) return agents;
  mistakes.push({ place: `--agents ${text}`, message: `Must be a whole number from 1 to ${MOST_AGENTS}.` });
  return undefined;
}

function checkNamespace(namespace: string, engine: Engine | undefined, mistakes: Mistake[]): void {
  const place = `--namespace ${namespace}`;
  if (engine !== undefined && engine !== "kubernetes")
    mistakes.push({ place, message: "Only Kubernetes has namespaces. Remove it." });
  else if (!LABEL.test(namespace))
    mistakes.push({ place, message: "Must be lower-case letters, digits and hyphens, at most 63." });
}

function readBroker(
  { uri, rabbitmqSecret }: DeploymentInput,
  engine: Engine | undefined,
  mistakes: Mistake[],
): DeployedBroker | undefined {
  if (rabbitmqSecret !== undefined) {
    const place = `--rabbitmq-secret ${rabbitmqSecret}`;
    if (engine !== undefined && engine !== "kubernetes")
      mistakes.push({ place, message: "Only Kubernetes has this secret. Use --uri." });
    else if (!SUBDOMAIN.test(rabbitmqSecret))
      mistakes.push({ place, message: "Must be the name of a secret: lower-case letters, digits, hyphens and dots." });
    if (uri !== undefined) mistakes.push({ place, message: "The broker is also given by --uri. Remove one of them." });
  }
  if (uri !== undefined) return readUri(uri, mistakes);
  if (engine !== "kubernetes") return { kind: "own" };
  return { kind: "secret", name: rabbitmqSecret ?? DEFAULT_SECRET };
}

function readUri(text: string, mistakes: Mistake[]): DeployedBroker | undefined {
  const { uris, problem } = parseAmqpUris(text);
  const place = `--uri ${redactAmqpUri(text)}`;
  if (uris === undefined) {
    mistakes.push({ place, message: problem });
    return undefined;
  }
  const loopback = uris.find(({ host }) => /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host));
  if (loopback !== undefined)
    mistakes.push({
      place,
      message: `${loopback.host} is the container itself. Use a name that all hosts of the fleet resolve.`,
    });
  return { kind: "uri", uri: text, ports: [...new Set(uris.map(({ port }) => port))] };
}
