// Measures one claim: runs its experiments and checks, and evaluates the sentence by their results.
import { type Broker, canPowerCut } from "@fairhare/broker";
import { counted, messageOf } from "@fairhare/core";
import { runExperiment, type ExperimentPorts } from "@fairhare/orchestrator";
import { brokerMistakes, cutsPower, OPTION_KEYS, OPTIONS } from "@fairhare/plan";
import type { Results } from "@fairhare/results";
import type { CheckName, Claim } from "../claim.ts";
import type { ClaimResult } from "../claims-results.ts";
import { type ClaimEvidence, evaluateClaim } from "../evaluate/evaluate.ts";
import { claimOn } from "../on-version.ts";
import type { PlannedClaim } from "../read-claims.ts";
import { CHECKS } from "./broker-checks.ts";

export interface ClaimPorts extends ExperimentPorts {
  /** Starts a private broker whose power can be cut. */
  readonly openPowerCutBroker: () => Promise<Broker>;
  /** The command line that runs these words. */
  readonly typed: (words: readonly string[]) => readonly string[];
  readonly now: () => Date;
  /** Results of checks by name: several claims share one check, which runs once. */
  readonly checks: Map<CheckName, Promise<ChecksOf>>;
}

type ChecksOf = ClaimEvidence["checks"] extends ReadonlyMap<string, infer Tries> ? Tries : never;

/** A claim on one version, with the experiments that apply. */
interface MeasuredClaim {
  readonly claim: Claim;
  readonly experiments: PlannedClaim["experiments"];
}

export async function measureClaim(planned: PlannedClaim, ports: ClaimPorts): Promise<ClaimResult> {
  const began = performance.now();
  const claim = claimOn(planned.claim, ports.broker.facts.version);
  const experiments = new Map([...planned.experiments].filter(([name]) => name in claim.experiments));
  const { id, says, how, note, expected } = claim;
  const about = {
    id,
    says,
    how,
    expected,
    commands: claimCommands(claim, ports.typed),
    startedAt: ports.now().toISOString(),
    ...(note === undefined ? {} : { note }),
  };
  const whyNot = whyNotTestable({ claim, experiments }, ports.broker);
  if (whyNot !== null)
    return { ...about, verdict: "not-testable", isAsExpected: true, remarks: [whyNot], expectations: [], seconds: 0 };
  const remarks: string[] = [];
  const evidence = await gather({ claim, experiments }, ports, remarks);
  const seconds = (performance.now() - began) / 1_000;
  return { ...about, ...evaluateClaim(claim, evidence), remarks, seconds };
}

/** Why the claim cannot be tested on this broker; null if it can. */
function whyNotTestable({ claim, experiments }: MeasuredClaim, broker: Broker): string | null {
  const plans = [...experiments.values()];
  const isNotOurs =
    (claim.checks.includes("restart") && broker.server === undefined) ||
    (claim.checks.includes("ack-timeout") && broker.ctl === undefined) ||
    plans.some((plan) => brokerMistakes(plan, broker).length > 0);
  if (isNotOurs)
    return "Fairhare did not start this broker, so it cannot restart, kill or configure it. Use --broker local.";
  return plans.some(cutsPower) ? canPowerCut().reason : null;
}

/** A failed experiment becomes a remark and leaves its claim unknown; the next claim is measured all the same. */
async function gather(
  { claim, experiments }: MeasuredClaim,
  ports: ClaimPorts,
  remarks: string[],
): Promise<ClaimEvidence> {
  const { broker, checks, signal } = ports;
  const measured = new Map<string, Results>();
  const checked = new Map<string, ChecksOf>();
  const attempt = async (what: string, act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      remarks.push(`The ${what} failed: ${messageOf(error)}`);
    }
  };
  for (const [name, plan] of experiments) {
    await attempt(`experiment "${name}"`, async () => {
      await using own = cutsPower(plan) ? await ports.openPowerCutBroker() : undefined;
      const { results } = await runExperiment(plan, { ...ports, broker: own ?? broker });
      measured.set(name, results);
      const cut = results.trials.flatMap(({ runs }) => runs).filter(({ verdict }) => verdict === "unknown");
      if (cut.length > 0)
        remarks.push(`In the experiment "${name}", ${counted(cut.length, "run is", "runs are")} unknown.`);
      for (const { warnings } of cut) remarks.push(...warnings.slice(0, 1));
    });
  }
  for (const name of claim.checks) {
    await attempt(`check "${name}"`, async () => {
      const made = checks.get(name) ?? CHECKS[name](broker, signal).then((tries) => [...tries]);
      checks.set(name, made);
      checked.set(name, await made);
    });
  }
  return { experiments: measured, checks: checked };
}

/** The commands that repeat a claim and each of its experiments; `typed` makes a command line of its words. */
export const claimCommands = (
  { id, experiments }: Pick<Claim, "id" | "experiments">,
  typed: (words: readonly string[]) => readonly string[],
): string[] =>
  [["claims", "--only", id], ...Object.values(experiments).map(flagsOf)].map((words) => typed(words).join(" "));

/** The flags of an experiment file. */
function flagsOf(content: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(content).flatMap(([name, value]) => {
    const key = OPTION_KEYS.find((known) => known === name);
    if (key === undefined) return [];
    const { flag, repeatable, isSwitch } = OPTIONS[key];
    const values = (Array.isArray(value) ? value : [value]).map(String);
    if (repeatable) return values.flatMap((text) => [`--${flag}`, text]);
    return isSwitch && values.join() === "true" ? [`--${flag}`] : [`--${flag}`, values.join(",")];
  });
}
