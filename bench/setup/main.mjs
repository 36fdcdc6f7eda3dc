// The setup's steps in their order: node modules, build, broker. Deciding is plan-broker.mjs and lockfile.mjs.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { lookForBroker } from "./broker-facts.mjs";
import { orHint, SetupError } from "./failure.mjs";
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
    const options = await orHint((async () => parseOptions(args))(), "See npm run setup -- --help.", EXIT_USAGE);
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
  say("node", `${process.version}, fine`);
  await installModules(options);
  await build(options);
  if (options.broker) await prepareBroker(options);
  else say("broker", "left out, as asked");
  say("ready", `in ${seconds(startedAt)}. Try: npm run bench -- --workers 4 --prefetch 1`);
  return 0;
}

/** @param {import("./options.mjs").Options} options */
async function installModules({ verbose }) {
  const modules = modulesOf(ROOT);
  if (modules.state === "current") return say("modules", "as package-lock.json wants them: skipped");
  say("modules", modules.state === "missing" ? "missing: npm ci" : `stale (${modules.because}): npm ci`);
  const startedAt = performance.now();
  // Development dependencies build the bench: they are needed under NODE_ENV=production too.
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  await orHint(
    npm(args, { cwd: ROOT, verbose }),
    "Check the network and the registry that `npm config get registry` names, then run the setup again.",
  );
  say("modules", `installed in ${seconds(startedAt)}`);
}

/** @param {import("./options.mjs").Options} options */
async function build({ verbose }) {
  const startedAt = performance.now();
  await orHint(
    npm(["run", "build"], { cwd: ROOT, verbose }),
    "If you changed nothing in packages/, delete node_modules and run the setup again.",
  );
  say("build", `done in ${seconds(startedAt)} (what had not changed was skipped)`);
}

/** @param {import("./options.mjs").Options} options */
async function prepareBroker(options) {
  const step = planBroker(await lookForBroker(process.env));
  if (step.warning !== undefined) say("broker", step.warning);
  if (step.do === "use") return say("broker", `${step.what}; nothing to do`);
  if (step.do === "give-up")
    throw new SetupError(`No broker, and none that the setup could install.\n${step.advice}`, {
      exitCode: EXIT_NO_BROKER,
    });
  say("broker", `none found: installing RabbitMQ with ${step.with}${step.sudo ? ", as root through sudo" : ""}`);
  const startedAt = performance.now();
  await orHint(installBroker(step, options), "Mend that, or name a running broker in AMQP_URL.", EXIT_NO_BROKER);
  const { server } = await lookForBroker(process.env);
  if (server === null || server.failure !== null)
    throw new SetupError(
      `${step.with} installed RabbitMQ, but no rabbitmq-server is found. Name it in FAIRHARE_RABBITMQ_SERVER.`,
      { exitCode: EXIT_NO_BROKER },
    );
  say(
    "broker",
    `installed in ${seconds(startedAt)}: ${server.path}; its system service is neither running nor enabled`,
  );
}

/** @param {import("./options.mjs").Options} options */
async function check(options) {
  const modules = modulesOf(ROOT);
  const isBuilt = existsSync(join(ROOT, "packages/cli/dist/main.js"));
  say("node", `${process.version}, fine`);
  say("modules", modules.state === "stale" ? `stale: ${modules.because}` : modules.state);
  say("build", isBuilt ? "there" : "missing");
  const brokerIsReady = options.broker ? isBuilt && (await reportBroker()) : true;
  if (options.broker && !isBuilt) say("broker", "cannot be looked for before the build");
  const isReady = modules.state === "current" && isBuilt && brokerIsReady;
  say("ready", isReady ? "yes" : "no: npm run setup");
  return isReady ? 0 : 1;
}

async function reportBroker() {
  const step = planBroker(await lookForBroker(process.env));
  if (step.warning !== undefined) say("broker", step.warning);
  if (step.do === "use") say("broker", step.what);
  if (step.do === "install") say("broker", `none: the setup would install RabbitMQ with ${step.with}`);
  if (step.do === "give-up") say("broker", `none. ${step.advice}`);
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
