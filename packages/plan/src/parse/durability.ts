// The named bundles of queue durability, message persistence and publisher confirms, and the single flags
// that override them.
import { type Cell, type Given, isExplicit } from "../options/given.ts";
import type { Durability, TrialSettings } from "@fairhare/workload";

/** Enough that the wait for confirms is not what limits a producer. */
const CONFIRM_WINDOW = 100;

type Promises = Pick<TrialSettings, "queueDurable" | "persistent" | "confirmWindow">;

const BUNDLES = {
  transient: { queueDurable: false, persistent: false, confirmWindow: 0 },
  durable: { queueDurable: true, persistent: false, confirmWindow: 0 },
  persistent: { queueDurable: true, persistent: true, confirmWindow: 0 },
  confirmed: { queueDurable: true, persistent: true, confirmWindow: CONFIRM_WINDOW },
} as const satisfies Record<Exclude<Durability, "custom">, Promises>;

const NAMES = ["transient", "durable", "persistent", "confirmed"] as const;

/** A single flag overrides its part of the bundle, unless the bundle comes from a stronger source. */
export function resolveDurability(cell: Cell): Promises & Pick<TrialSettings, "durability"> {
  const bundle = BUNDLES[cell.durability?.value ?? "persistent"];
  const overriding = <T>(single: Given<T> | undefined, bundled: T): T =>
    isExplicit(single) && single.source >= (cell.durability?.source ?? 0) ? single.value : bundled;
  const promises: Promises = {
    queueDurable: overriding(cell.queueDurable, bundle.queueDurable),
    persistent: overriding(cell.persistent, bundle.persistent),
    confirmWindow: overriding(cell.confirm, bundle.confirmWindow),
  };
  return { durability: NAMES.find((name) => isBundle(promises, BUNDLES[name])) ?? "custom", ...promises };
}

/** With confirms, any window is `confirmed`. */
const isBundle = (promises: Promises, bundle: Promises): boolean =>
  promises.queueDurable === bundle.queueDurable &&
  promises.persistent === bundle.persistent &&
  promises.confirmWindow > 0 === bundle.confirmWindow > 0;
