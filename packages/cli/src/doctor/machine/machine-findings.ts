// All findings about the machine, from its facts alone.
import { type DoctorFinding, missing, ok } from "../finding.ts";
import { cpuFindings } from "./cpu-findings.ts";
import { diskFindings } from "./disk-findings.ts";
import type { MachineFacts } from "./facts.ts";
import { type Fleet, processesOf } from "./fleet.ts";
import { limitFindings } from "./limit-findings.ts";
import { memoryFindings } from "./memory-findings.ts";

/** As in the root package.json. */
const OLDEST_NODE = [20, 19] as const;

/** `fleet` is the one that will run; limits are compared with its needs. */
export function machineFindings(facts: MachineFacts, fleet: Fleet): DoctorFinding[] {
  return [
    node(facts.nodeVersion),
    ok("System", `${facts.system}, ${facts.processor}`),
    ...cpuFindings(facts),
    ...memoryFindings(facts, processesOf(fleet)),
    ...limitFindings(facts, fleet),
    ...diskFindings(facts.disk),
  ];
}

function node(version: string): DoctorFinding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNew = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return isNew
    ? ok("Node.js", version)
    : missing("Node.js", version, `Install Node.js ${OLDEST_NODE.join(".")} or newer.`);
}
