// Looks for an installed RabbitMQ server: FAIRHARE_RABBITMQ_SERVER, then PATH, then where packages put it.
import { FairhareError } from "@fairhare/core";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { Environment } from "../../broker.ts";
import { isExecutable, unwrapped } from "./wrapper-script.ts";

const SERVER_VARIABLE = "FAIRHARE_RABBITMQ_SERVER";

export interface FoundServer {
  readonly path: string;
  readonly foundBy: typeof SERVER_VARIABLE | "PATH" | "package";
  /** `rabbitmqctl` beside it, if it is there. */
  readonly ctl: string | undefined;
}

export class BrokerNotFoundError extends FairhareError {
  readonly code = "BROKER_NOT_FOUND";
}

/** Where packages put `rabbitmq-server`: Debian and RPM, Homebrew on Apple and on Intel, the generic tar ball. */
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

/** Throws BROKER_NOT_FOUND with every place that was looked at. `root` is where packages are looked for; tests move it. */
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

function namedServer(named: string, root: string): FoundServer {
  if (!isExecutable(named))
    throw new BrokerNotFoundError(
      `${SERVER_VARIABLE} names ${named}, which is no file that can be executed. ` +
        `Set it to the full path of a rabbitmq-server script, or unset it to have one looked for.`,
    );
  const path = unwrapped(named, root) ?? named;
  return { path, foundBy: SERVER_VARIABLE, ctl: ctlBeside(path) };
}

const pathDirectories = (env: Environment): string[] => (env["PATH"] ?? "").split(delimiter).filter(Boolean);

function ctlBeside(server: string): string | undefined {
  const ctl = join(dirname(server), "rabbitmqctl");
  return existsSync(ctl) ? ctl : undefined;
}

function notFoundMessage(env: Environment): string {
  return [
    "No RabbitMQ server is installed here. Looked at:",
    `  ${SERVER_VARIABLE} (not set)`,
    ...pathDirectories(env).map((directory) => `  ${join(directory, "rabbitmq-server")} (from PATH)`),
    ...PACKAGED_DIRECTORIES.map((directory) => `  ${directory}/rabbitmq-server`),
    "Do one of these:",
    "  npm run setup                                      looks at this machine and installs what is missing",
    "  sudo apt-get install --yes rabbitmq-server         Debian, Ubuntu",
    "  brew install rabbitmq                              macOS",
    "  npm run bench -- --uri amqp://user:password@host   use a broker that runs already",
    "  npm run bench -- --broker docker                   start one in Docker",
  ].join("\n");
}
