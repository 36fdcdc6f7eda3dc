// What the doctor says of faults: which can be done on this machine and this broker, and why others cannot.
import { platform } from "node:os";
import { canPowerCut } from "@fairhare/broker";
import { type FaultAbility, faultAbilities, type OpenedBroker } from "@fairhare/plan";
import { absent, type DoctorFinding, ok } from "./finding.ts";

export const examineFaults = (broker: OpenedBroker | null): FaultAbility[] =>
  faultAbilities({ broker, hasSignals: platform() !== "win32", whyNoPowerCut: canPowerCut().reason });

/** What can be done in one line, then a line for every reason why something cannot. */
export function faultFindings(abilities: readonly FaultAbility[]): DoctorFinding[] {
  const available = abilities.filter(({ isAvailable }) => isAvailable);
  const reasons = new Set(abilities.flatMap(({ reason }) => reason ?? []));
  return [
    ok("Faults", names(available)),
    ...[...reasons].map((reason) =>
      absent("Not available", `${names(abilities.filter((ability) => ability.reason === reason))}: ${reason}`),
    ),
  ];
}

const names = (abilities: readonly FaultAbility[]): string => abilities.map(({ fault }) => fault).join(", ");
