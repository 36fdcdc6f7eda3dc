// The options of the setup, and its help.
import { parseArgs } from "node:util";

export const HELP = `npm run setup -- [options]

Prepares a clone for measuring: node modules, build, broker. Existing parts stay as they are, so you can
run it again at any time. It uses the first broker of this list:

  1. a broker that answers at AMQP_URL
  2. an installed rabbitmq-server: from FAIRHARE_RABBITMQ_SERVER, PATH or the usual directories
  3. a Docker engine
  4. RabbitMQ, installed now with apt-get (as root, or with passwordless sudo) or Homebrew

Options:
  --check      report ready and missing parts, change nothing; exit code 1 if a part is missing
  --no-broker  skip the broker
  --verbose    show the output of all commands
  --help       show this help

Exit codes: 0 ready, 1 a step failed, 2 usage, 3 no broker.
`;

/**
 * @typedef {object} Options
 * @property {boolean} check
 * @property {boolean} broker
 * @property {boolean} verbose
 * @property {boolean} help
 */

/**
 * Throws on an unknown option; the message names it.
 * @param {string[]} args
 * @returns {Options}
 */
export function parseOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      check: { type: "boolean", default: false },
      "no-broker": { type: "boolean", default: false },
      verbose: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { check, verbose, help } = values;
  return { check, broker: !values["no-broker"], verbose, help };
}
