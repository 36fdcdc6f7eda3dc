// Resolves --durability, which sets queue durability, message persistence and publisher confirms together, and the
// single flags that override it.
import { type Cell, type Given, isExplicit } from "../options/given.ts";
import type { Durability, TrialSettings } from "@fairhare/workload";

/** Messages; large enough that waiting for confirms does not limit a producer. */
const CONFIRM_WINDOW = 100;

type Promises = Pick<TrialSettings, "queueDurable" | "persistent" | "confirmWindow">;

const BUNDLES = {
  transient: { queueDurable: false, persistent: false, confirmWindow: 0 },
  durable: { queueDurable: true, persistent: false, confirmWindow: 0 },
  persistent: { queueDurable: true, persistent: true, confirmWindow: 0 },
  confirmed: { queueDurable: true, persistent: true, confirmWindow: CONFIRM_WINDOW },
} as const satisfies Record<Exclude<Durability, "custom">, Promises>;

const NAMES = ["transient", "durable", "persistent", "confirmed"] as const;

/** A single flag overrides its part of the bundle, unless the source of the bundle takes precedence. */
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

/** Any confirm window above 0 counts as `confirmed`. */
const isBundle = (promises: Promises, bundle: Promises): boolean =>
  promises.queueDurable === bundle.queueDurable &&
  promises.persistent === bundle.persistent &&
  promises.confirmWindow > 0 === bundle.confirmWindow > 0;
