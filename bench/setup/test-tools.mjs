// The programs from other projects that some tests use, with their Debian packages. Without one of them its tests are
// skipped, so nothing here may fail `npm test`.
import { existsSync } from "node:fs";
import { isOnPath } from "./broker-facts.mjs";
import { succeeds } from "./run-command.mjs";

/** As packages/dashboard/src/testing/chromium.ts looks for it. */
const CHROMIUM_PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** Debian's packages are for Debian's Python, which another one may hide in PATH. */
const PYTHONS = ["/usr/bin/python3", "python3"];
const PYTHON_TIMEOUT_MS = 20_000;
/** Where Debian's packages of Go are. */
const GO_CLIENT = "/usr/share/gocode/src/github.com/rabbitmq/amqp091-go";

/**
 * @typedef {object} TestTool
 * @property {string} name
 * @property {readonly string[]} packages of Debian
 * @property {string} tests the tests that need it, as part of a sentence
 * @property {"browser" | "integration"} project the project of these tests in .config/vitest.config.ts
 * @property {(env: NodeJS.ProcessEnv) => Promise<boolean>} isThere
 */

/** @type {readonly TestTool[]} */
const TEST_TOOLS = [
  {
    name: "Chromium",
    // Without a font, Chromium draws no text.
    packages: ["chromium", "fonts-dejavu-core"],
    tests: "the tests of the HTML report and the live page",
    project: "browser",
    isThere: async (env) => [env["FAIRHARE_CHROMIUM"], ...CHROMIUM_PATHS].some((path) => path && existsSync(path)),
  },
  {
    name: "Prometheus",
    packages: ["prometheus"],
    tests: "the test in which Prometheus scrapes a run",
    project: "integration",
    isThere: async (env) => isOnPath("prometheus", env),
  },
  {
    name: "Python clients",
    packages: ["python3-pika", "python3-aio-pika", "python3-kombu"],
    tests: "the tests with workers and producers in Python",
    project: "integration",
    isThere: async () => (await findPython()) !== undefined,
  },
  {
    // 81 MB to download.
    name: "Go with its AMQP client",
    packages: ["golang-go", "golang-github-rabbitmq-amqp091-go-dev"],
    tests: "the tests with a worker in Go",
    project: "integration",
    isThere: async (env) => isOnPath("go", env) && existsSync(GO_CLIENT),
  },
];

/**
 * A Python with all clients.
 * @returns {Promise<string | undefined>}
 */
async function findPython() {
  for (const python of PYTHONS)
    if (await succeeds(python, ["-c", "import pika, aio_pika, kombu"], { timeoutMs: PYTHON_TIMEOUT_MS })) return python;
  return undefined;
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<TestTool[]>}
 */
export async function missingTools(env) {
  const present = await Promise.all(TEST_TOOLS.map((tool) => tool.isThere(env)));
  return TEST_TOOLS.filter((_, index) => !present[index]);
}

/**
 * Lines for a person: which tests are skipped, and what to do.
 * @param {readonly TestTool[]} missing
 * @returns {string[]}
 */
export function skipNotice(missing) {
  if (missing.length === 0) return [];
  const packages = missing.flatMap((tool) => tool.packages).join(" ");
  return [
    ...missing.map(({ name, tests }) => `SKIPPED: ${tests}. Not found: ${name}.`),
    "On Debian, `npm test` installs it as root or with passwordless sudo. Elsewhere, install it by hand; on Debian:",
    `  sudo apt-get install --no-install-recommends ${packages}`,
  ];
}
