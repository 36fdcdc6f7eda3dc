// The options that `tap` has in common with `run`.
import type { OptionKey } from "@fairhare/plan";

/** Of `--listen`, beside the broker's own port. */
export const LISTEN_DEFAULT = "5673";
export const LISTEN_EXPECTS = "a port, or an address and a port, such as 5673 or 0.0.0.0:5673";

export const TAP_OPTIONS = [
  "uri",
  "tlsCa",
  "tlsCert",
  "tlsKey",
  "tlsServername",
  "threshold",
  "out",
  "exportJson",
  "ui",
  "uiListen",
  "noProgress",
  "quiet",
] as const satisfies readonly OptionKey[];
