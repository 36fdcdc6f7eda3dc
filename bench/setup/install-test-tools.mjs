// Runs before `npm test`: installs the missing tools of the tests with apt-get, if this user may. A failure is reported
// and ends nothing: the tests that need the tool are then skipped, and say so.
import { isOnPath, rightToInstall } from "./broker-facts.mjs";
import { runAptScript } from "./install-broker.mjs";
import { missingTools, skipNotice } from "./test-tools.mjs";

const { env } = process;
const missing = await missingTools(env);
const right = missing.length > 0 && isOnPath("apt-get", env) ? await rightToInstall(env) : null;
if (right !== null) {
  const asRoot = right === "sudo" ? " as root (sudo)" : "";
  console.log(`Installing ${missing.map(({ name }) => name).join(", ")} for the tests, with apt-get${asRoot} …`);
  const startedAt = performance.now();
  await install(missing);
  console.log(`apt-get ended after ${((performance.now() - startedAt) / 1e3).toFixed(1)} s.`);
}
for (const line of skipNotice(await missingTools(env))) console.log(line);

/** @param {readonly string[]} packages */
function run(packages) {
  return runAptScript(packages, { sudo: right === "sudo", verbose: false });
}

/** @param {readonly import("./test-tools.mjs").TestTool[]} tools */
async function install(tools) {
  try {
    await run(tools.flatMap(({ packages }) => packages));
  } catch {
    // A package that this distribution lacks must not prevent the others.
    for (const { name, packages } of tools)
      await run(packages).catch((error) => {
        console.log(`${name} could not be installed: ${error.output.trimEnd().split("\n").at(-1) || error.message}`);
      });
  }
}
