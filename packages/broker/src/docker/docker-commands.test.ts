import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { clusterArguments } from "../cluster/cluster-options.ts";
import { CONTROL_PORT } from "../control/control-script.ts";
import {
  composeVersionCommand,
  createCommand,
  ctlCommand,
  DEFAULT_IMAGE,
  dockerEnvironment,
  type DockerProject,
  downCommand,
  engineCommand,
  erlangNameOf,
  killCommand,
  logsCommand,
  pauseCommand,
  removeCommand,
  startCommand,
  stopCommand,
  unpauseCommand,
  waitCommand,
} from "./docker-commands.ts";

const COMPOSE_FILE = new URL("../../docker-compose.yml", import.meta.url);
const ROOT_COMPOSE_FILE = new URL("../../../../docker-compose.yml", import.meta.url);
/** The largest value of --nodes. */
const MAX_NODES = 7;

const projectOf = (nodes: number): DockerProject => ({
  name: "fairhare-0a1b",
  composeFile: "/repo/docker-compose.yml",
  image: "rabbitmq:4.1",
  user: "ann",
  password: "secret",
  cookie: "cookie",
  token: "token",
  nodes: Array.from({ length: nodes }, (_, index) => ({
    amqp: 15_001 + index,
    management: 15_101 + index,
    control: 15_201 + index,
  })),
  serverArguments: nodes > 1 ? clusterArguments(["rabbit@node1", "rabbit@node2"], { nodes }) : [],
  env: { PATH: "/usr/bin", DOCKER_HOST: "ssh://far" },
});
const COMPOSE = ["compose", "--project-name", "fairhare-0a1b", "--file", "/repo/docker-compose.yml"];

test("the containers are created with our ports and credentials, in the environment only", () => {
  const command = createCommand(projectOf(2), [1, 2]);
  expect(command.args).toEqual([...COMPOSE, "up", "--no-start", "node1", "node2"]);
  expect(command.env).toMatchObject({
    PATH: "/usr/bin",
    DOCKER_HOST: "ssh://far",
    FAIRHARE_RABBITMQ_IMAGE: "rabbitmq:4.1",
    FAIRHARE_AMQP_PORT_1: "15001",
    FAIRHARE_AMQP_PORT_2: "15002",
    FAIRHARE_MANAGEMENT_PORT_2: "15102",
    FAIRHARE_CONTROL_PORT_2: "15202",
    FAIRHARE_BROKER_USER: "ann",
    FAIRHARE_BROKER_PASSWORD: "secret",
    FAIRHARE_ERLANG_COOKIE: "cookie",
    FAIRHARE_CONTROL_TOKEN: "token",
  });
});

test("the arguments of the server are separated by spaces alone, and contain no secret", () => {
  const server = createCommand(projectOf(2), [1]).env["FAIRHARE_SERVER_ARGUMENTS"] ?? "";
  expect(server).toMatch(
    /^-rabbit cluster_nodes \{\[rabbit@node1,rabbit@node2\],disc\} -rabbit cluster_formation \[\{target_cluster_size_hint,2\}\] -eval spawn\(\S+\)\.$/,
  );
  expect(server).not.toMatch(/secret|cookie|token/);
  expect(erlangNameOf(2)).toBe("rabbit@node2");
  const { env } = createCommand(projectOf(1), [1]);
  expect(env["FAIRHARE_SERVER_ARGUMENTS"]).not.toContain("cluster");
  expect(env["FAIRHARE_CONTROL"]).toContain("FAIRHARE_CONTROL_TOKEN");
});

test("the handling of partitions is an argument of the server", () => {
  const given = clusterArguments(["rabbit@node1"], { nodes: 1, partitionHandling: "pause-minority" });
  expect(given.at(-1)).toBe("-rabbit cluster_partition_handling pause_minority");
});

test("a node is broken by commands on its own container", () => {
  const commands = { startCommand, killCommand, stopCommand, pauseCommand, unpauseCommand, waitCommand, removeCommand };
  const words = Object.values(commands).map((command) => command(projectOf(2), 2).args.join(" "));
  expect(words).toEqual([
    "start fairhare-0a1b-node2-1",
    "kill fairhare-0a1b-node2-1",
    "stop --time 60 fairhare-0a1b-node2-1",
    "pause fairhare-0a1b-node2-1",
    "unpause fairhare-0a1b-node2-1",
    "wait fairhare-0a1b-node2-1",
    "rm --force --volumes fairhare-0a1b-node2-1",
  ]);
  expect(logsCommand(projectOf(2), 1).args).toEqual(["logs", "--tail", "40", "fairhare-0a1b-node1-1"]);
  const ctl = ctlCommand(projectOf(1), 1, ["list_queues", "name"]).args;
  expect(ctl).toEqual(["exec", "fairhare-0a1b-node1-1", "rabbitmqctl", "list_queues", "name"]);
});

test("down also removes the volumes, and contains no password", () => {
  const command = downCommand(projectOf(2));
  expect(command.args).toEqual([...COMPOSE, "down", "--volumes", "--remove-orphans", "--timeout", "1"]);
  expect(JSON.stringify(command)).not.toMatch(/secret|"token"|"cookie"/);
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

test("the compose file has the largest cluster, publishes on the loopback address only, and uses every variable", () => {
  const text = readFileSync(COMPOSE_FILE, "utf8");
  expect(text.match(/hostname: node\d/g)).toHaveLength(MAX_NODES);
  const published = text.split("\n").filter((line) => /:\d+"$/.test(line));
  expect(published).toHaveLength(3 * MAX_NODES);
  for (const line of published) expect(line).toContain('"127.0.0.1:');
  expect(published.filter((line) => line.endsWith(`:${CONTROL_PORT}"`))).toHaveLength(MAX_NODES);
  const numbers = Array.from({ length: MAX_NODES }, (_, index) => index + 1);
  const { env } = createCommand({ ...projectOf(MAX_NODES), env: {} }, numbers);
  for (const name of Object.keys(env)) expect(text).toContain(`\${${name}:-`);
});

test("the compose file at the root has the same image and permissions, and no setting that requires Docker 25", () => {
  const [ours, root] = [COMPOSE_FILE, ROOT_COMPOSE_FILE].map((file) => readFileSync(file, "utf8"));
  for (const text of [ours, root]) {
    expect(text).toContain(`\${FAIRHARE_RABBITMQ_IMAGE:-${DEFAULT_IMAGE}}`);
    expect(text).toContain("-rabbit permit_deprecated_features #{transient_nonexcl_queues=>true}");
    // A comment may name the setting.
    expect(text).not.toMatch(/^\s*start_interval:/m);
  }
});
