// The options that `tap` has in common with `run`.
import type { OptionKey } from "@fairhare/plan";

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
