// Options of fault injection, and of what a producer does after a connection loss.
import type { OptionTable } from "./option.ts";
import { choice, matching } from "./kinds/value-kind.ts";

export const FAULT_SYNTAX = "KIND:TARGET[:N]@WHEN[,every=D][,for=D][,restart=now|never|D][,by=D][,rate=N]";

export const FAULT_OPTIONS: OptionTable<"faults" | "onUnknown"> = {
  faults: {
    group: "Faults",
    flag: "fault",
    kind: matching("FAULT", `a fault, ${FAULT_SYNTAX}`, /./),
    repeatable: true,
    mayRecur: true,
    description: "Fault to inject, e.g. kill:worker@2s,every=3s; repeatable; A|B|none makes trials.",
  },
  onUnknown: {
    group: "Faults",
    flag: "on-unknown",
    kind: choice(["republish", "leave"]),
    default: "leave",
    axis: true,
    description: "Handling of unconfirmed publishes after a connection loss.",
  },
};
