// Installs RabbitMQ, or other packages, with the system's package manager.
import { fileURLToPath } from "node:url";
import { runCommand } from "./run-command.mjs";

const APT_SCRIPT = fileURLToPath(new URL("apt-install.sh", import.meta.url));

/**
 * @param {{ with: "apt" | "brew", sudo: boolean }} step
 * @param {{ verbose: boolean }} options
 */
export async function installBroker(step, { verbose }) {
  if (step.with === "brew") return runCommand("brew", ["install", "rabbitmq"], { verbose });
  return runAptScript([], { sudo: step.sudo, verbose });
}

/**
 * @param {readonly string[]} packages Debian's; none for RabbitMQ and what its faults need
 * @param {{ sudo: boolean, verbose: boolean }} options
 */
export async function runAptScript(packages, { sudo, verbose }) {
  const command = ["sh", APT_SCRIPT, ...packages];
  const [file = "sh", ...args] = sudo ? ["sudo", "-n", ...command] : command;
  return runCommand(file, args, { verbose });
}
