// Finds the brokers that this machine offers; changes nothing. Uses the built packages, so it runs after the build.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { KNOWN_PACKAGE_MANAGERS } from "./plan-broker.mjs";
import { runCommand, succeeds } from "./run-command.mjs";

/** A broker that takes longer to answer is too slow to measure. */
const PROBE_TIMEOUT_MS = 15_000;
/** The Docker client waits forever for an engine that hangs. */
const DOCKER_TIMEOUT_MS = 10_000;
/** With -n, sudo answers immediately. */
const SUDO_TIMEOUT_MS = 5_000;

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./plan-broker.mjs").BrokerFacts>}
 */
export async function lookForBroker(env) {
  const packageManagers = KNOWN_PACKAGE_MANAGERS.filter((name) => isOnPath(name, env));
  const [uri, server, docker, apt] = await Promise.all([
    probeUri(env["AMQP_URL"]),
    findInstalled(env),
    dockerEngine(env),
    packageManagers.includes("apt-get") ? rightToInstall(env) : null,
  ]);
  // Homebrew refuses to run as root.
  const brew = packageManagers.includes("brew") && process.getuid?.() !== 0;
  return { uri, server, docker, apt, brew, packageManagers };
}

/** @param {string | undefined} uri */
async function probeUri(uri) {
  if (uri === undefined || uri === "") return null;
  const { probeServer } = await import("@fairhare/amqp");
  const { redactAmqpUri } = await import("@fairhare/core");
  const shown = redactAmqpUri(uri);
  try {
    const { product, version } = await probeServer(uri, AbortSignal.timeout(PROBE_TIMEOUT_MS));
    return { shown, failure: null, product: `${product} ${version}` };
  } catch (error) {
    return { shown, failure: error instanceof Error ? error.message : String(error), product: "" };
  }
}

/** @param {NodeJS.ProcessEnv} env */
async function findInstalled(env) {
  const { findServer } = await import("@fairhare/broker");
  try {
    return { path: findServer(env).path, failure: null };
  } catch (error) {
    // Without the variable, no server is a valid result. With it, the bench would fail on the same mistake.
    if (!env["FAIRHARE_RABBITMQ_SERVER"]) return null;
    return { path: "", failure: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Null for an engine without the compose plug-in, which starts the broker.
 * @param {NodeJS.ProcessEnv} env
 */
async function dockerEngine(env) {
  if (!isOnPath("docker", env)) return null;
  const options = { timeoutMs: DOCKER_TIMEOUT_MS };
  try {
    const version = await runCommand("docker", ["version", "--format", "{{.Server.Version}}"], options);
    await runCommand("docker", ["compose", "version"], options);
    return version.trim() || null;
  } catch {
    return null;
  }
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<"root" | "sudo" | null>}
 */
export async function rightToInstall(env) {
  if (process.getuid?.() === 0) return "root";
  if (!isOnPath("sudo", env)) return null;
  return (await succeeds("sudo", ["-n", "true"], { timeoutMs: SUDO_TIMEOUT_MS })) ? "sudo" : null;
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 */
export function isOnPath(name, env) {
  return (env["PATH"] ?? "").split(delimiter).some((directory) => isExecutable(join(directory, name)));
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
