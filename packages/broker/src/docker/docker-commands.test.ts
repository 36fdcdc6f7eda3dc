import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  composeVersionCommand,
  ctlCommand,
  DEFAULT_IMAGE,
  dockerEnvironment,
  type DockerProject,
  downCommand,
  engineCommand,
  logsCommand,
  upCommand,
} from "./docker-commands.ts";

const COMPOSE_FILE = new URL("../../docker-compose.yml", import.meta.url);

const project: DockerProject = {
  name: "fairhare-0a1b",
  composeFile: "/repo/docker-compose.yml",
  image: "rabbitmq:4.1",
  amqpPort: 15_001,
  managementPort: 15_002,
  user: "ann",
  password: "secret",
  env: { PATH: "/usr/bin", DOCKER_HOST: "ssh://far" },
};
const COMPOSE = ["compose", "--project-name", "fairhare-0a1b", "--file", "/repo/docker-compose.yml"];

test("up waits until the container is healthy, and sets our ports and credentials", () => {
  expect(upCommand(project)).toEqual({
    file: "docker",
    args: [...COMPOSE, "up", "--detach", "--wait"],
    env: {
      PATH: "/usr/bin",
      DOCKER_HOST: "ssh://far",
      FAIRHARE_RABBITMQ_IMAGE: "rabbitmq:4.1",
      FAIRHARE_AMQP_PORT: "15001",
      FAIRHARE_MANAGEMENT_PORT: "15002",
      FAIRHARE_BROKER_USER: "ann",
      FAIRHARE_BROKER_PASSWORD: "secret",
    },
  });
});

test("down also removes the volumes, and contains no password", () => {
  const command = downCommand(project);
  expect(command.args).toEqual([...COMPOSE, "down", "--volumes", "--remove-orphans", "--timeout", "1"]);
  expect(JSON.stringify(command)).not.toContain("secret");
});

test("rabbitmqctl runs inside the container, without a terminal", () => {
  const args = ctlCommand(project, ["list_queues", "name"]).args;
  expect(args).toEqual([...COMPOSE, "exec", "-T", "rabbitmq", "rabbitmqctl", "list_queues", "name"]);
});

test("the log command reads the end of the log", () => {
  expect(logsCommand(project).args).toContain("logs");
});

test("the checks for engine and compose plug-in read their versions", () => {
  expect(engineCommand({}).args).toEqual(["version", "--format", "{{.Server.Version}}"]);
  expect(composeVersionCommand({}).args).toEqual(["compose", "version", "--short"]);
});

test("docker's environment contains its own settings, and nothing of ours", () => {
  const env = {
    PATH: "/bin",
    HOME: "/h",
    DOCKER_CONTEXT: "x",
    AMQP_URL: "amqp://u:p@h",
    FAIRHARE_BROKER_PASSWORD: "old",
  };
  expect(dockerEnvironment(env)).toEqual({ PATH: "/bin", HOME: "/h", DOCKER_CONTEXT: "x" });
});

test("the compose file publishes on the loopback address only, and uses every variable that up sets", () => {
  expect(existsSync(COMPOSE_FILE)).toBe(true);
  const text = readFileSync(COMPOSE_FILE, "utf8");
  const published = text.split("\n").filter((line) => /:\d+"$/.test(line));
  expect(published).toHaveLength(2);
  for (const line of published) expect(line).toContain('"127.0.0.1:');
  for (const name of Object.keys(upCommand({ ...project, env: {} }).env)) expect(text).toContain(`\${${name}:-`);
  expect(text).toContain(`\${FAIRHARE_RABBITMQ_IMAGE:-${DEFAULT_IMAGE}}`);
});

test("the compose file uses no setting that requires Docker 25", () => {
  // Its comment may name the setting.
  expect(readFileSync(COMPOSE_FILE, "utf8")).not.toMatch(/^\s*start_interval:/m);
});
