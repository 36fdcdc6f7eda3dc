// Finds the file that a command starts, as the operating system does, so that a wrong name is refused before a broker is
// started.
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Why the program of a command cannot be started, as sentences; undefined if it can, as far as it is known. */
export function whyNotExecutable(file: string, path: string = process.env["PATH"] ?? ""): string | undefined {
  const places = file.includes("/") ? [file] : path.split(delimiter).map((directory) => join(directory || ".", file));
  const states = new Set(places.map(stateOf));
  if (states.has("executable")) return undefined;
  if (states.has("forbidden"))
    return `"${file}" is not executable. Run chmod +x on it, or name its interpreter, such as python3 ${file}.`;
  return file.includes("/")
    ? `"${file}" was not found. A relative path begins at the current directory.`
    : `"${file}" was not found in a directory of PATH. Check the spelling, or use a path.`;
}

function stateOf(place: string): "executable" | "forbidden" | "missing" {
  try {
    if (!statSync(place).isFile()) return "missing";
  } catch {
    return "missing";
  }
  try {
    accessSync(place, constants.X_OK);
    return "executable";
  } catch {
    return "forbidden";
  }
}
