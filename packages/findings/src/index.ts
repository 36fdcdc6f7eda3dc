export { CATALOGUE, type Finding, type FindingCode, finding, findingSentence, worstFinding } from "./catalogue.ts";
export { MANY_CONNECTIONS, REQUEUE_LOOP } from "./programs.ts";
export type { Definition, Severity, Value, Values } from "./definition.ts";
