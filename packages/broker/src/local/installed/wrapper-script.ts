// Recognises a package's wrapper around the server's start script, and finds the script that it calls. The wrapper in
// /usr/sbin changes to the user `rabbitmq`, who cannot read our private directory.
import { accessSync, constants, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";

/** The directories of the start scripts in the Debian and RPM packages. */
const WRAPPED_SCRIPTS = ["/usr/lib/rabbitmq/lib/*/sbin", "/usr/lib/rabbitmq/bin"];

/** The script itself, or the script that it calls if it is a wrapper; `undefined` if neither exists. */
export function unwrapped(script: string, root: string): string | undefined {
  const first = expand(script).find(isExecutable);
  if (first === undefined || !changesUser(first)) return first;
  return WRAPPED_SCRIPTS.flatMap((directory) => expand(join(root, directory, "rabbitmq-server"))).find(
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

/** The paths that match a pattern with one `*` as a whole segment, the newest version first. */
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
