// The workflows and the action of this repository, as far as the tests read them.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WORKFLOWS = ".github/workflows";
export const ACTION = ".github/actions/fairhare";

export interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, string>>;
}

interface Job {
  readonly steps: readonly Step[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Workflow {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
  readonly content: {
    readonly on: {
      readonly workflow_dispatch?: { readonly inputs?: { readonly flags?: { readonly default: string } } };
    };
    readonly jobs: Readonly<Record<string, Job>>;
  };
}

interface Action {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default: string }>>;
  readonly outputs: Readonly<Record<string, { readonly value: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

const read = (path: string): string => readFileSync(`${ROOT}/${path}`, "utf8");

export const WORKFLOW_FILES: readonly Workflow[] = readdirSync(`${ROOT}/${WORKFLOWS}`).map((name) => {
  const path = `${WORKFLOWS}/${name}`;
  const text = read(path);
  return { path, text, content: parse(text) as Workflow["content"] };
});

export const workflowNamed = (name: string): Workflow => {
  const found = WORKFLOW_FILES.find(({ path }) => path === `${WORKFLOWS}/${name}`);
  if (found === undefined) throw new Error(`there is no workflow ${name}`);
  return found;
};

export const readAction = (): Action => parse(read(`${ACTION}/action.yml`)) as Action;
