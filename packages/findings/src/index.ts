export { CATALOGUE, type Finding, type FindingCode, finding, findingSentence, worstFinding } from "./catalogue.ts";
export type { Definition, Severity, Value, Values } from "./definition.ts";
