// Installs RabbitMQ with the system's package manager.
import { fileURLToPath } from "node:url";
import { runCommand } from "./run-command.mjs";

const APT_SCRIPT = fileURLToPath(new URL("apt-install.sh", import.meta.url));

/**
 * @param {{ with: "apt" | "brew", sudo: boolean }} step
 * @param {{ verbose: boolean }} options
 */
export async function installBroker(step, { verbose }) {
  if (step.with === "brew") return runCommand("brew", ["install", "rabbitmq"], { verbose });
  const command = ["sh", APT_SCRIPT];
  const [file = "sh", ...args] = step.sudo ? ["sudo", "-n", ...command] : command;
  return runCommand(file, args, { verbose });
}
