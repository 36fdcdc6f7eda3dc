// Tells a server's real start script from a package's wrapper around it, and finds the one behind the other.
// The wrapper in /usr/sbin changes to the user `rabbitmq`, who can read nothing in our private directory.
import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

/** Where the Debian and RPM packages keep the scripts behind their wrapper. */
const BEHIND_THE_WRAPPER = ["/usr/lib/rabbitmq/lib/*/sbin", "/usr/lib/rabbitmq/bin"];

/** The script itself, the one behind it when it is a wrapper, or `undefined` when there is none. */
export function unwrapped(script: string, root: string): string | undefined {
  const first = expand(script).find(isExecutable);
  if (first === undefined || !changesUser(first)) return first;
  return BEHIND_THE_WRAPPER.flatMap((directory) => expand(join(root, directory, "rabbitmq-server"))).find(
    (path) => isExecutable(path) && !changesUser(path),
  );
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function changesUser(script: string): boolean {
  try {
    if (realpathSync(script).endsWith("rabbitmq-script-wrapper")) return true;
    return /\b(su|runuser|setpriv)\b.* rabbitmq\b|id -u rabbitmq/.test(readFileSync(script, "latin1"));
  } catch {
    return false;
  }
}

/** Paths that a pattern with one `*` as a whole segment stands for, the newest version first. */
function expand(pattern: string): string[] {
  const [before, after] = pattern.split("*/");
  if (before === undefined || after === undefined) return [pattern];
  try {
    const names = readdirSync(before).toSorted((a, b) => b.localeCompare(a, "en", { numeric: true }));
    return names.map((name) => join(before, name, after));
  } catch {
    return [];
  }
}
