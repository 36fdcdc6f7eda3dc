// Resolves the options of the queue into its settings.
import type { QueueSettings } from "@fairhare/workload";
import type { Cell } from "../options/given.ts";

export const queueSettingsOf = ({ queue, predeclared }: Cell): QueueSettings => ({
  name: queue?.value ?? null,
  predeclared: predeclared?.value ?? false,
});
