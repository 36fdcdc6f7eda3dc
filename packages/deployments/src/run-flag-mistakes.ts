// Flags of a run that a deployment sets itself, or that need something which the containers do not have.
import type { Mistake } from "@fairhare/plan";

type Values = readonly string[];

const SET_HERE = "The deployment sets it. Remove it.";
const OWN_FILES =
  "The containers have no files of this machine. Build an image with it, and change the rendered files.";

const REFUSED: ReadonlyMap<string, string> = new Map([
  ["agents", "Use --agents before the --."],
  ["uri", "Use --uri before the --."],
  ["listen", SET_HERE],
  ["token-file", SET_HERE],
  ["broker", "The broker of a deployment runs beside it. Remove it."],
  ["worker-command", OWN_FILES],
  ["producer-command", OWN_FILES],
  ["experiment", "The containers have no files of this machine. Write its settings as flags."],
  ["baseline", "The containers have no files of this machine. Use `compare` on the results."],
  ["tls-ca", OWN_FILES],
  ["tls-cert", OWN_FILES],
  ["tls-key", OWN_FILES],
  ["print-plan", "A deployment measures. Use --print-plan without deploy."],
]);

export function runFlagMistakes(flags: Readonly<Record<string, Values>>): Mistake[] {
  const refused = [...REFUSED].flatMap(([flag, message]) =>
    flags[flag] === undefined ? [] : [{ place: `-- --${flag}`, message }],
  );
  const files = [...(flags["body"] ?? []).filter(isBodyFile), ...(flags["skew"] ?? []).filter(isTrace)];
  return [...refused, ...files.map((value) => ({ place: `-- ${value}`, message: OWN_FILES }))];
}

const isBodyFile = (value: string): boolean => value.split(",").some((part) => !/^(?:text|binary|auto)$/.test(part));
const isTrace = (value: string): boolean => value.includes("trace:");
