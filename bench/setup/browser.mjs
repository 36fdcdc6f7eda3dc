// Finds or installs Chromium for the tests of the HTML report and the live page. Nothing else needs it, so a failure is
// reported and the setup goes on: the tests then skip, and say so.
import { existsSync } from "node:fs";
import { rightToInstall } from "./broker-facts.mjs";
import { runCommand } from "./run-command.mjs";

/** As packages/dashboard/src/testing/chromium.ts looks for it. */
const PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const APT = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=120"];
/** Without a font, Chromium draws no text. */
const PACKAGES = ["chromium", "fonts-dejavu-core"];
const BY_HAND = "Install Chromium by hand, or set FAIRHARE_CHROMIUM to its path; the tests of the page skip without it";

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export const findChromium = (env) => [env["FAIRHARE_CHROMIUM"], ...PATHS].find((path) => path && existsSync(path));

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {{ verbose: boolean }} options
 * @returns {Promise<string>} a sentence on the outcome
 */
export async function prepareBrowser(env, { verbose }) {
  const found = findChromium(env);
  if (found !== undefined) return `${found}; nothing to do`;
  const right = existsSync("/usr/bin/apt-get") ? await rightToInstall(env) : null;
  if (right === null) return `none found. ${BY_HAND}`;
  const asRoot = [...(right === "sudo" ? ["sudo", "-n"] : []), "env", "DEBIAN_FRONTEND=noninteractive", ...APT];
  try {
    await apt(asRoot, ["update"], verbose).catch(() => undefined);
    await apt(asRoot, ["install", "--no-install-recommends", ...PACKAGES], verbose);
  } catch (error) {
    return `could not be installed: ${error instanceof Error ? error.message : String(error)} ${BY_HAND}`;
  }
  return `installed: ${findChromium(env) ?? "but not found where the tests look for it"}`;
}

/**
 * @param {readonly string[]} asRoot
 * @param {readonly string[]} words
 * @param {boolean} verbose
 */
function apt(asRoot, words, verbose) {
  const [file = "apt-get", ...args] = [...asRoot, ...words];
  return runCommand(file, args, { verbose });
}
