// `npm run fuzz:interrupt -- --runs 30`: ends small runs on a private broker at random moments with SIGKILL, SIGTERM
// and SIGINT. No leftovers are allowed, and `check` must not claim more than was measured. Exit code 1 on any
// violation.
import { parseArgs } from "node:util";
import { canPowerCut } from "@fairhare/broker";
import { describeAttempt, drawAttempt, SIGNALS } from "./attempt.ts";
import { interruptOnce } from "./interrupt-once.ts";
import { type Aftermath, violationsOf } from "./judge.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "30" },
    first: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    "within-s": { type: "string", default: "20" },
  },
});
const [runs, first, seed, within] = [values.runs, values.first, values.seed, values["within-s"]].map(Number);
if (!runs || !first || !seed || !within)
  throw new Error("--runs, --first, --seed and --within-s must be numbers above 0.");

const power = canPowerCut();
if (power.reason !== null) say(`No power cuts: ${power.reason}`);
const range = { seed, withinMs: within * 1_000, withPowerCuts: power.isAvailable };
const sent = new Map<string, number>();
let violations = 0;
for (let number = first; number < first + runs; number++) {
  const attempt = drawAttempt(number, range);
  const aftermath = await interruptOnce(attempt);
  const found = violationsOf(attempt, aftermath);
  sent.set(attempt.signal, (sent.get(attempt.signal) ?? 0) + 1);
  say(`${found.length === 0 ? "✓" : "✗"} ${number}: ${describeAttempt(attempt)} → ${describeAftermath(aftermath)}`);
  for (const violation of found) say(`    ${violation}`);
  if (found.length > 0) say(aftermath.said.replaceAll(/^/gm, "    | "));
  violations += found.length;
}
say(
  `${runs} runs from seed ${seed}: ${SIGNALS.map((signal) => `${sent.get(signal) ?? 0} ${signal}`).join(", ")}; ` +
    `${violations} violation${violations === 1 ? "" : "s"}`,
);
process.exitCode = violations === 0 ? 0 : 1;

function describeAftermath({ endedBefore, exitCode, endedBy, endMs, hadBegun, checked }: Aftermath): string {
  const end = endedBefore
    ? "ended before the signal"
    : `${endedBy ?? `exit code ${exitCode}`} in ${(endMs / 1_000).toFixed(1)} s`;
  if (checked === null) return `${end}; nothing ${hadBegun ? "" : "started or "}measured yet`;
  return `${end}; ${checked.complete} of ${checked.planned ?? "?"} runs, check: exit code ${checked.exitCode}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
