// The commands of the Docker provider. Pure functions, so that their tests need no Docker engine.
import type { Environment } from "../broker.ts";
import type { Command } from "../run-command.ts";

/** The container of one invocation, as a separate compose project, so that two invocations can run at the same time. */
export interface DockerProject {
  readonly name: string;
  readonly composeFile: string;
  readonly image: string;
  readonly amqpPort: number;
  readonly managementPort: number;
  readonly user: string;
  readonly password: string;
  /** The environment for docker: the address of its engine and its settings. */
  readonly env: Readonly<Record<string, string>>;
}

/** Equal to the default in the compose file, which applies to `docker compose up` by hand. */
export const DEFAULT_IMAGE = "rabbitmq:4-management";

export function dockerEnvironment(env: Environment): Record<string, string> {
  const wanted = Object.entries(env).filter(([name]) => /^(PATH|HOME|TMPDIR|XDG_.*|DOCKER_.*)$/.test(name));
  return Object.fromEntries(wanted.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Fails if no engine answers. */
export const engineCommand = (env: Environment): Command => docker(["version", "--format", "{{.Server.Version}}"], env);

/** Fails if docker has no compose plug-in. */
export const composeVersionCommand = (env: Environment): Command => docker(["compose", "version", "--short"], env);

/** Pulls the image if necessary; returns when the container is healthy. */
export const upCommand = (project: DockerProject): Command => ({
  ...compose(project, ["up", "--detach", "--wait"]),
  env: {
    ...project.env,
    FAIRHARE_RABBITMQ_IMAGE: project.image,
    FAIRHARE_AMQP_PORT: String(project.amqpPort),
    FAIRHARE_MANAGEMENT_PORT: String(project.managementPort),
    FAIRHARE_BROKER_USER: project.user,
    FAIRHARE_BROKER_PASSWORD: project.password,
  },
});

export const downCommand = (project: DockerProject): Command =>
  compose(project, ["down", "--volumes", "--remove-orphans", "--timeout", "1"]);

export const logsCommand = (project: DockerProject): Command =>
  compose(project, ["logs", "--no-color", "--no-log-prefix", "--tail", "40"]);

export const ctlCommand = (project: DockerProject, args: readonly string[]): Command =>
  compose(project, ["exec", "-T", "rabbitmq", "rabbitmqctl", ...args]);

function compose(project: DockerProject, args: readonly string[]): Command {
  return docker(["compose", "--project-name", project.name, "--file", project.composeFile, ...args], project.env);
}

function docker(args: readonly string[], env: Environment): Command {
  return { file: "docker", args, env: dockerEnvironment(env) };
}
