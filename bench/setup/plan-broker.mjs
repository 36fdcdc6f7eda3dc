// Decides how the setup gets a broker: facts in, one step out. Reads and changes nothing itself.

/**
 * @typedef {object} BrokerFacts
 * @property {{ shown: string, failure: string | null, product: string } | null} uri AMQP_URL without its password; why it is not ready (null: it is ready)
 * @property {{ path: string, failure: string | null } | null} server an installed rabbitmq-server, or why the one in FAIRHARE_RABBITMQ_SERVER cannot be used
 * @property {string | null} docker version of the Docker engine, if one answers
 * @property {"root" | "sudo" | null} apt how to run apt-get; null: it is missing, or needs a password
 * @property {boolean} brew
 * @property {string[]} packageManagers names of all package managers found, usable or not
 */

/**
 * @typedef {(
 *   | { do: "use", what: string }
 *   | { do: "install", with: "apt" | "brew", sudo: boolean }
 *   | { do: "give-up", advice: string }
 * ) & { warning?: string }} BrokerStep
 */

/** Commands for the user, if the setup cannot install RabbitMQ itself. */
const COMMANDS = {
  // The package alone would start its service; the script prevents that.
  "apt-get": "sudo sh bench/setup/apt-install.sh",
  dnf: "sudo dnf install -y rabbitmq-server",
  zypper: "sudo zypper install -y rabbitmq-server",
  pacman: "sudo pacman -S rabbitmq",
  apk: "sudo apk add rabbitmq-server",
  brew: "brew install rabbitmq",
};

export const KNOWN_PACKAGE_MANAGERS = Object.keys(COMMANDS);

/**
 * @param {BrokerFacts} facts
 * @returns {BrokerStep}
 */
export function planBroker(facts) {
  if (facts.uri !== null && facts.uri.failure === null)
    return { do: "use", what: `${facts.uri.product} at AMQP_URL ${facts.uri.shown}` };
  return { ...withoutUri(facts), ...warningOf(facts) };
}

/**
 * @param {BrokerFacts} facts
 * @returns {BrokerStep}
 */
function withoutUri({ server, docker, apt, brew, packageManagers }) {
  if (server !== null && server.failure !== null) return { do: "give-up", advice: server.failure };
  if (server !== null) return { do: "use", what: `RabbitMQ is installed: ${server.path}` };
  if (docker !== null) return { do: "use", what: `Docker engine ${docker}; the first run pulls the RabbitMQ image` };
  if (apt !== null) return { do: "install", with: "apt", sudo: apt === "sudo" };
  if (brew) return { do: "install", with: "brew", sudo: false };
  return { do: "give-up", advice: adviceFor(packageManagers) };
}

/**
 * @param {readonly string[]} packageManagers
 * @returns {string}
 */
export function adviceFor(packageManagers) {
  const commands = Object.entries(COMMANDS)
    .filter(([name]) => packageManagers.includes(name))
    .map(([, command]) => `  ${command}`);
  const install =
    commands.length > 0
      ? `Install RabbitMQ, then run the setup again:\n${commands.join("\n")}\nOr`
      : "Install RabbitMQ (https://www.rabbitmq.com/docs/download), then run the setup again. Or";
  return `${install} start a Docker engine, or use a running broker: AMQP_URL=amqp://user:password@host:5672 npm run setup`;
}

/**
 * @param {BrokerFacts} facts
 * @returns {{ warning?: string }}
 */
function warningOf({ uri }) {
  if (uri === null) return {};
  return {
    warning: `AMQP_URL is set, but its broker is not ready: ${uri.failure} The bench uses no other broker while AMQP_URL is set.`,
  };
}
