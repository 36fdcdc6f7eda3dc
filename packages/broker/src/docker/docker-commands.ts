// The commands that the Docker provider issues. Pure, so that they are tested where no engine runs.
import type { Environment } from "../broker.ts";
import type { Command } from "../run-command.ts";

/** One invocation's container: a compose project of its own, so that two can run at once. */
export interface DockerProject {
  readonly name: string;
  readonly composeFile: string;
  readonly image: string;
  readonly amqpPort: number;
  readonly managementPort: number;
  readonly user: string;
  readonly password: string;
  /** What passes on to docker: where its engine and its settings are. */
  readonly env: Readonly<Record<string, string>>;
}

/** As in the compose file, which `docker compose up` by hand takes it from. */
export const DEFAULT_IMAGE = "rabbitmq:4-management";

export function dockerEnvironment(env: Environment): Record<string, string> {
  const wanted = Object.entries(env).filter(([name]) => /^(PATH|HOME|TMPDIR|XDG_.*|DOCKER_.*)$/.test(name));
  return Object.fromEntries(wanted.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

/** Fails when no engine answers. */
export const engineCommand = (env: Environment): Command => docker(["version", "--format", "{{.Server.Version}}"], env);

/** Fails when docker has no compose plug-in. */
export const composeVersionCommand = (env: Environment): Command => docker(["compose", "version", "--short"], env);

/** Pulls the image at the first time; returns when the container is healthy. */
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
