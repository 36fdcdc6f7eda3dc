// The steps of the setup in order: node modules, build, broker. plan-broker.mjs and lockfile.mjs make the decisions.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lookForBroker } from "./broker-facts.mjs";
import { withHint, SetupError } from "./failure.mjs";
import { installBroker } from "./install-broker.mjs";
import { npm } from "./npm.mjs";
import { HELP, parseOptions } from "./options.mjs";
import { planBroker } from "./plan-broker.mjs";
import { modulesOf } from "./workspace-facts.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const EXIT_USAGE = 2;
const EXIT_NO_BROKER = 3;
const SUBJECT_WIDTH = 8;

/**
 * @param {string[]} args
 * @returns {Promise<number>} exit code
 */
export async function main(args) {
  try {
    const options = await withHint((async () => parseOptions(args))(), "See npm run setup -- --help.", EXIT_USAGE);
    if (options.help) {
      console.log(HELP.trimEnd());
      return 0;
    }
    return options.check ? await check(options) : await setUp(options);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(`\n${error.message}`);
    return error.exitCode;
  }
}

/** @param {import("./options.mjs").Options} options */
async function setUp(options) {
  const startedAt = performance.now();
  say("node", `${process.version}, supported`);
  await installModules(options);
  await build(options);
  if (options.broker) await prepareBroker(options);
  else say("broker", "skipped (--no-broker)");
  say("ready", `in ${seconds(startedAt)}. Try: npm run bench -- --workers 4 --prefetch 1`);
  return 0;
}

/** @param {import("./options.mjs").Options} options */
async function installModules({ verbose }) {
  const modules = modulesOf(ROOT);
  if (modules.state === "current") return say("modules", "up to date with package-lock.json; skipped");
  say(
    "modules",
    modules.state === "missing" ? "missing; running npm ci" : `stale (${modules.because}); running npm ci`,
  );
  const startedAt = performance.now();
  // The build needs development dependencies, also under NODE_ENV=production.
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  await withHint(
    npm(args, { cwd: ROOT, verbose }),
    "Check the network and the registry (`npm config get registry`), then run the setup again.",
  );
  say("modules", `installed in ${seconds(startedAt)}`);
}

/** @param {import("./options.mjs").Options} options */
async function build({ verbose }) {
  const startedAt = performance.now();
  await withHint(
    npm(["run", "build"], { cwd: ROOT, verbose }),
    "If packages/ is unchanged, delete node_modules and run the setup again.",
  );
  say("build", `done in ${seconds(startedAt)} (unchanged packages were skipped)`);
}

/** @param {import("./options.mjs").Options} options */
async function prepareBroker(options) {
  const step = planBroker(await lookForBroker(process.env));
  if (step.warning !== undefined) say("broker", step.warning);
  if (step.do === "use") return say("broker", `${step.what}; nothing to do`);
  if (step.do === "give-up")
    throw new SetupError(`No broker found, and the setup cannot install one.\n${step.advice}`, {
      exitCode: EXIT_NO_BROKER,
    });
  say("broker", `none found; installing RabbitMQ with ${step.with}${step.sudo ? " as root (sudo)" : ""}`);
  const startedAt = performance.now();
  await withHint(
    installBroker(step, options),
    "Install RabbitMQ by hand, or set AMQP_URL to a running broker.",
    EXIT_NO_BROKER,
  );
  const { server } = await lookForBroker(process.env);
  if (server === null || server.failure !== null)
    throw new SetupError(
      `${step.with} installed RabbitMQ, but rabbitmq-server was not found. Set FAIRHARE_RABBITMQ_SERVER to its path.`,
      { exitCode: EXIT_NO_BROKER },
    );
  say("broker", `installed in ${seconds(startedAt)}: ${server.path}; its system service is off`);
}

/** @param {import("./options.mjs").Options} options */
async function check(options) {
  const modules = modulesOf(ROOT);
  const isBuilt = existsSync(join(ROOT, "packages/cli/dist/main.js"));
  say("node", `${process.version}, supported`);
  say("modules", modules.state === "stale" ? `stale: ${modules.because}` : modules.state);
  say("build", isBuilt ? "present" : "missing");
  const brokerIsReady = options.broker ? isBuilt && (await reportBroker()) : true;
  if (options.broker && !isBuilt) say("broker", "unknown before the build");
  const isReady = modules.state === "current" && isBuilt && brokerIsReady;
  say("ready", isReady ? "yes" : "no; run npm run setup");
  return isReady ? 0 : 1;
}

async function reportBroker() {
  const step = planBroker(await lookForBroker(process.env));
  if (step.warning !== undefined) say("broker", step.warning);
  if (step.do === "use") say("broker", step.what);
  if (step.do === "install") say("broker", `none found; the setup would install RabbitMQ with ${step.with}`);
  if (step.do === "give-up") say("broker", `none found. ${step.advice}`);
  return step.do === "use";
}

/**
 * @param {string} subject
 * @param {string} sentence
 */
function say(subject, sentence) {
  console.log(`${subject.padEnd(SUBJECT_WIDTH)} ${sentence}`);
}

/** @param {number} startedAt */
const seconds = (startedAt) => `${((performance.now() - startedAt) / 1e3).toFixed(1)} s`;
