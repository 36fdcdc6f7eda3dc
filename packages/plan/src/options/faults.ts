// What is broken on purpose, and what a producer does about it.
import type { OptionTable } from "./option.ts";
import { choice, matching } from "./value-kind.ts";

export const FAULT_SYNTAX = "KIND:TARGET[:N]@WHEN[,every=D][,for=D][,restart=now|never|D][,by=D][,rate=N]";

export const FAULT_OPTIONS: OptionTable<"faults" | "onUnknown"> = {
  faults: {
    group: "Faults",
    flag: "fault",
    kind: matching("FAULT", `a fault, ${FAULT_SYNTAX}`, /./),
    repeatable: true,
    mayRecur: true,
    description:
      "What to break and when, e.g. kill:worker@2s,every=3s or cut:connection:worker@5s. Repeatable; alternatives (A|B|none) make trials of the matrix.",
  },
  onUnknown: {
    group: "Faults",
    flag: "on-unknown",
    kind: choice(["republish", "leave"]),
    default: "leave",
    axis: true,
    description: "Publishes that were never answered when the connection broke: publish them again, or leave them.",
  },
};
