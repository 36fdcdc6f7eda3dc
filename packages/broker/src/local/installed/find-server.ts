// Searches for an installed RabbitMQ server: in FAIRHARE_RABBITMQ_SERVER, then on PATH, then in the paths of packages.
import { commandLine, FairhareError, isCheckout } from "@fairhare/core";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Environment } from "../../broker.ts";
import { isExecutable, unwrapped } from "./wrapper-script.ts";

const SERVER_VARIABLE = "FAIRHARE_RABBITMQ_SERVER";

export interface FoundServer {
  readonly path: string;
  readonly foundBy: typeof SERVER_VARIABLE | "PATH" | "package";
  /** The `rabbitmqctl` beside the server; `undefined` if it is missing. */
  readonly ctl: string | undefined;
}

export class BrokerNotFoundError extends FairhareError {
  readonly code = "BROKER_NOT_FOUND";
}

/**
 * The paths of `rabbitmq-server` in packages: Debian and RPM, Homebrew on Apple and Intel processors, the generic
 * archive.
 */
const PACKAGED_DIRECTORIES = [
  "/usr/lib/rabbitmq/lib/*/sbin",
  "/usr/lib/rabbitmq/bin",
  "/opt/homebrew/opt/rabbitmq/sbin",
  "/opt/homebrew/sbin",
  "/usr/local/opt/rabbitmq/sbin",
  "/usr/local/sbin",
  "/usr/sbin",
  "/opt/rabbitmq/sbin",
];

/** Throws BROKER_NOT_FOUND with every searched path. `root` is the root of the packaged paths; tests change it. */
export function findServer(env: Environment, root = "/"): FoundServer {
  const named = env[SERVER_VARIABLE];
  if (named) return namedServer(named, root);
  const places = [
    ...pathDirectories(env).map((directory) => ({ directory, foundBy: "PATH" as const })),
    ...PACKAGED_DIRECTORIES.map((directory) => ({ directory: join(root, directory), foundBy: "package" as const })),
  ];
  for (const { directory, foundBy } of places) {
    const path = unwrapped(join(directory, "rabbitmq-server"), root);
    if (path) return { path, foundBy, ctl: ctlBeside(path) };
  }
  throw new BrokerNotFoundError(notFoundMessage(env));
}

/**
 * One server for each node of a cluster. The variable may name several with commas between them, which the nodes use in
 * turn. Throws as `findServer`.
 */
export function findServers(env: Environment, count: number, root = "/"): FoundServer[] {
  const named = (env[SERVER_VARIABLE] ?? "")
    .split(",")
    .map((path) => path.trim())
    .filter(Boolean);
  const found = (named.length === 0 ? [""] : named).map((path) =>
    findServer({ ...env, [SERVER_VARIABLE]: path }, root),
  );
  return Array.from({ length: count }, (_, index) => found[index % found.length]).flatMap((server) => server ?? []);
}

function namedServer(named: string, root: string): FoundServer {
  if (!isExecutable(named))
    throw new BrokerNotFoundError(
      `${SERVER_VARIABLE} names ${named}, which is not an executable file. ` +
        `Set it to the full path of a rabbitmq-server script, or unset it to search for an installed server.`,
    );
  const path = unwrapped(named, root) ?? named;
  return { path, foundBy: SERVER_VARIABLE, ctl: ctlBeside(path) };
}

const pathDirectories = (env: Environment): string[] => (env["PATH"] ?? "").split(delimiter).filter(Boolean);

function ctlBeside(server: string): string | undefined {
  const ctl = join(dirname(server), "rabbitmqctl");
  return existsSync(ctl) ? ctl : undefined;
}

/** npm puts these in front of PATH; nobody installs a broker there, and they hide the others. */
const OF_NPM = /[/\\](?:node_modules[/\\]\.bin|node-gyp-bin)$/;

function notFoundMessage(env: Environment): string {
  const inPath = pathDirectories(env).filter((directory) => !OF_NPM.test(directory));
  return [
    "No installed RabbitMQ server was found. Searched:",
    `  ${SERVER_VARIABLE} (not set)`,
    ...inPath.map((directory) => `  ${join(directory, "rabbitmq-server")} (from PATH)`),
    ...PACKAGED_DIRECTORIES.filter((directory) => !inPath.includes(directory)).map(
      (directory) => `  ${directory}/rabbitmq-server`,
    ),
    "Do one of these:",
    ...(isCheckout
      ? ["  npm run setup                                      checks this machine and installs missing parts"]
      : []),
    "  sudo apt-get install --yes rabbitmq-server         Debian, Ubuntu",
    "  brew install rabbitmq                              macOS",
    `  ${commandLine("--uri amqp://host:5672").padEnd(51)}uses a running broker`,
    `  ${commandLine("--broker docker").padEnd(51)}starts a broker in Docker`,
  ].join("\n");
}
