// The directory of a private node: its paths, and the files that are written before the first start.
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileProblem } from "@fairhare/core";
import { BrokerStartError } from "../../broker-errors.ts";
import { FREE_LIMIT_BYTES } from "../disk/free-space.ts";
import { NODE_DIRECTORY_PREFIX } from "../../guardian/end-node.ts";
import { CONTROL_SOCKET } from "../../control/control-script.ts";
import { layOutSampler } from "../../control/sampler.ts";

/** Values that are chosen once and stay the same over restarts. */
export interface NodeIdentity {
  /** Random; marks the processes of the node. */
  readonly id: string;
  /** The beginning of the id, for visible names. */
  readonly shortId: string;
  /** The name of its Erlang machine; `localhost` also works on a machine whose host name cannot be resolved. */
  readonly erlangName: string;
  readonly user: string;
  readonly password: string;
  readonly cookie: string;
  readonly amqpPort: number;
  readonly distributionPort: number;
  readonly epmdPort: number;
}

export interface NodeLayout {
  readonly root: string;
  /** HOME of the node, where Erlang reads its cookie. */
  readonly home: string;
  readonly data: string;
  /** The file with the file system of `data`, on a node for power cuts. */
  readonly image: string;
  readonly log: string;
  /** Standard output and error of the start script, the only output if it fails before it can log. */
  readonly output: string;
  readonly config: string;
  readonly advancedConfig: string;
  readonly plugins: string;
  readonly pidFile: string;
  /** Samples of a queue; not in `data`, which may be visible only to the node's processes. */
  readonly sampler: string;
  /** The socket for requests to the node. */
  readonly control: string;
}

/** What the nodes of a cluster have in common. */
export type SharedIdentity = Pick<NodeIdentity, "user" | "password" | "cookie">;

export const newSharedIdentity = (): SharedIdentity => ({
  user: `fairhare-${randomBytes(3).toString("hex")}`,
  password: randomBytes(16).toString("hex"),
  cookie: randomBytes(16).toString("hex").toUpperCase(),
});

export function newIdentity(ports: readonly number[], shared: SharedIdentity = newSharedIdentity()): NodeIdentity {
  const [amqpPort, distributionPort, epmdPort] = ports;
  if (!amqpPort || !distributionPort || !epmdPort) throw new Error("a node needs three ports");
  const id = randomBytes(16).toString("hex");
  const shortId = id.slice(0, 10);
  return { id, shortId, erlangName: `fairhare-${shortId}@localhost`, ...shared, amqpPort, distributionPort, epmdPort };
}

export function layoutOf(identity: NodeIdentity, parent = tmpdir()): NodeLayout {
  const root = join(parent, `${NODE_DIRECTORY_PREFIX}${identity.shortId}`);
  return {
    root,
    home: join(root, "home"),
    data: join(root, "data"),
    image: join(root, "disk.img"),
    log: join(root, "rabbitmq.log"),
    output: join(root, "output.log"),
    config: join(root, "rabbitmq.conf"),
    advancedConfig: join(root, "advanced.config"),
    plugins: join(root, "enabled_plugins"),
    pidFile: join(root, "rabbitmq.pid"),
    sampler: join(root, "sampler"),
    control: join(root, "sampler", CONTROL_SOCKET),
  };
}

/**
 * Throws BrokerStartError, also if the directory exists: every user can write to the temporary directory, so a new name
 * must be ours.
 */
export async function createDirectory(
  identity: NodeIdentity,
  layout: NodeLayout,
  configuration: readonly string[] = [],
): Promise<void> {
  try {
    await writeFiles(identity, layout, configuration);
  } catch (error) {
    throw new BrokerStartError(
      `The local broker was not started: the directory for its data, ${layout.root}, cannot be written: ${fileProblem(error)}. Set TMPDIR to a directory that you may write to.`,
      { cause: error },
    );
  }
}

async function writeFiles(identity: NodeIdentity, layout: NodeLayout, configuration: readonly string[]): Promise<void> {
  await mkdir(layout.root, { mode: 0o700 });
  for (const directory of [layout.home, layout.data]) await mkdir(directory, { mode: 0o700 });
  layOutSampler(layout.sampler);
  const files: [string, string][] = [
    [join(layout.home, ".erlang.cookie"), identity.cookie],
    [layout.config, serverConfig(identity, configuration)],
    [layout.advancedConfig, ADVANCED_CONFIG],
    [layout.plugins, "[].\n"],
  ];
  for (const [path, text] of files) await writeFile(path, text, { mode: path.endsWith("cookie") ? 0o400 : 0o600 });
}

export function serverConfig(identity: NodeIdentity, configuration: readonly string[] = []): string {
  return [
    `listeners.tcp.1 = 127.0.0.1:${identity.amqpPort}`,
    `default_user = ${identity.user}`,
    `default_pass = ${identity.password}`,
    // In the newest releases, the default grows with the memory and could block publishing on a nearly full disk.
    `disk_free_limit.absolute = ${FREE_LIMIT_BYTES / 1e6}MB`,
    ...configuration,
    "",
  ].join("\n");
}

/**
 * Permits transient queues, which are refused by default from 4.3 on. The setting is in this file, not in
 * rabbitmq.conf, because 3.x does not start with an unknown key in rabbitmq.conf, but ignores it here.
 */
const ADVANCED_CONFIG = "[{rabbit, [{permit_deprecated_features, #{transient_nonexcl_queues => true}}]}].\n";
