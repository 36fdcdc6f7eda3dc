// The commands of the Docker provider. Pure functions, so that their tests need no Docker engine.
import type { Environment } from "../broker.ts";
import { portScript } from "../control/control-script.ts";
import type { Command } from "../run-command.ts";

/** The containers of one invocation, as a separate compose project, so that two invocations can run at the same time. */
export interface DockerProject {
  readonly name: string;
  readonly composeFile: string;
  readonly image: string;
  readonly user: string;
  readonly password: string;
  /** Of the Erlang machines of all nodes. */
  readonly cookie: string;
  /** Asked for at the control port of each node. */
  readonly token: string;
  /** By number − 1. */
  readonly nodes: readonly NodePorts[];
  /** For the Erlang machine of each node. */
  readonly serverArguments: readonly string[];
  /** The environment for docker: the address of its engine and its settings. */
  readonly env: Readonly<Record<string, string>>;
}

/** On the loopback address of the host. */
interface NodePorts {
  readonly amqp: number;
  readonly management: number;
  readonly control: number;
}

/** Equal to the default in the compose file. */
export const DEFAULT_IMAGE = "rabbitmq:4-management";

/** RabbitMQ writes the messages of its queues to the disk first. */
export const STOP_TIMEOUT_SECONDS = 60;

/** For the server's `-eval`; without spaces, because the start script splits its arguments at spaces. */
const RUN_CONTROL =
  'spawn(fun()->{ok,T,_}=erl_scan:string(os:getenv("FAIRHARE_CONTROL")),{ok,E}=erl_parse:parse_exprs(T),erl_eval:exprs(E,[])end).';

/** The name of the Erlang machine of a node: RabbitMQ's default, from the host name in the compose file. */
export const erlangNameOf = (number: number): string => `rabbit@${serviceOf(number)}`;

export function dockerEnvironment(env: Environment): Record<string, string> {
  const wanted = Object.entries(env).filter(([name]) => /^(PATH|HOME|TMPDIR|XDG_.*|DOCKER_.*)$/.test(name));
  return Object.fromEntries(wanted.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Fails if no engine answers. */
export const engineCommand = (env: Environment): Command => docker(["version", "--format", "{{.Server.Version}}"], env);

/** Fails if docker has no compose plug-in. */
export const composeVersionCommand = (env: Environment): Command => docker(["compose", "version", "--short"], env);

/** Pulls the image if necessary, and creates the network and the containers of these nodes; starts none. */
export const createCommand = (project: DockerProject, numbers: readonly number[]): Command => ({
  ...compose(project, ["up", "--no-start", ...numbers.map(serviceOf)]),
  env: { ...project.env, ...settingsOf(project) },
});

export const startCommand = (project: DockerProject, number: number): Command => node(project, ["start"], number);

/** SIGKILL to all processes of the container. */
export const killCommand = (project: DockerProject, number: number): Command => node(project, ["kill"], number);

/** SIGTERM, and SIGKILL if that does not end it in time. */
export const stopCommand = (project: DockerProject, number: number): Command =>
  node(project, ["stop", "--time", String(STOP_TIMEOUT_SECONDS)], number);

export const pauseCommand = (project: DockerProject, number: number): Command => node(project, ["pause"], number);
export const unpauseCommand = (project: DockerProject, number: number): Command => node(project, ["unpause"], number);

/** Ends with the container, and prints its exit code; at once if it does not run. */
export const waitCommand = (project: DockerProject, number: number): Command => node(project, ["wait"], number);

/** Removes the container with its data. */
export const removeCommand = (project: DockerProject, number: number): Command =>
  node(project, ["rm", "--force", "--volumes"], number);

export const logsCommand = (project: DockerProject, number: number): Command =>
  node(project, ["logs", "--tail", "40"], number);

export const ctlCommand = (project: DockerProject, number: number, args: readonly string[]): Command =>
  docker(["exec", containerOf(project, number), "rabbitmqctl", ...args], project.env);

/** Removes all containers of the project, also paused ones, with their network and their volumes. */
export const downCommand = (project: DockerProject): Command =>
  compose(project, ["down", "--volumes", "--remove-orphans", "--timeout", "1"]);

function settingsOf(project: DockerProject): Record<string, string> {
  const ports = project.nodes.flatMap(({ amqp, management, control }, index) => [
    [`FAIRHARE_AMQP_PORT_${index + 1}`, String(amqp)],
    [`FAIRHARE_MANAGEMENT_PORT_${index + 1}`, String(management)],
    [`FAIRHARE_CONTROL_PORT_${index + 1}`, String(control)],
  ]);
  return {
    FAIRHARE_RABBITMQ_IMAGE: project.image,
    FAIRHARE_BROKER_USER: project.user,
    FAIRHARE_BROKER_PASSWORD: project.password,
    FAIRHARE_ERLANG_COOKIE: project.cookie,
    FAIRHARE_SERVER_ARGUMENTS: [...project.serverArguments, `-eval ${RUN_CONTROL}`].join(" "),
    FAIRHARE_CONTROL: portScript("FAIRHARE_CONTROL_TOKEN"),
    FAIRHARE_CONTROL_TOKEN: project.token,
    ...Object.fromEntries(ports),
  };
}

/** As the compose file names it. */
const serviceOf = (number: number): string => `node${number}`;

/** As Compose names it. */
const containerOf = ({ name }: DockerProject, number: number): string => `${name}-${serviceOf(number)}-1`;

const node = (project: DockerProject, words: readonly string[], number: number): Command =>
  docker([...words, containerOf(project, number)], project.env);

function compose(project: DockerProject, args: readonly string[]): Command {
  return docker(["compose", "--project-name", project.name, "--file", project.composeFile, ...args], project.env);
}

function docker(args: readonly string[], env: Environment): Command {
  return { file: "docker", args, env: dockerEnvironment(env) };
}
