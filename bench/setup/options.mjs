// The setup's own options, and its help.
import { parseArgs } from "node:util";

export const HELP = `npm run setup -- [options]

Makes a clone ready to measure: node modules, build, broker. What is there already is left as it is,
so it can be run again at any time. Of a broker it wants one of these, and looks in this order:

  1. a broker that answers at AMQP_URL
  2. an installed rabbitmq-server: FAIRHARE_RABBITMQ_SERVER, PATH, or where packages put it
  3. a Docker engine
  4. else it installs RabbitMQ with apt-get (as root, or with sudo that asks no password) or Homebrew

Options:
  --check      report what is ready and what is missing; change nothing (exit code 1 when something is missing)
  --no-broker  leave the broker out
  --verbose    show the output of the commands that it runs
  --help       this text

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
 * Throws with a sentence on an unknown option.
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
  return { check: values.check, broker: !values["no-broker"], verbose: values.verbose, help: values.help };
}
