export { localPlace } from "./local-place.ts";
export type { ChildEnd, LaunchedProcess, Place, ProcessListener } from "./place.ts";
