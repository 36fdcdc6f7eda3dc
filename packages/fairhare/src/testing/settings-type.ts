// The type of the settings of `run`, written from the JSON Schema of the experiment file: every setting with its
// description and default. experiment-settings.ts is the result; a test keeps it up to date.
import { experimentJsonSchema } from "@fairhare/plan";

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly description?: string;
}

export function settingsType(): string {
  const { properties } = experimentJsonSchema() as { readonly properties: Readonly<Record<string, Schema>> };
  const members = Object.entries(properties)
    .filter(([key]) => key !== "$schema" && key !== "scenarios")
    .map(
      ([key, schema]) =>
        `  /** ${schema.description ?? ""} */\n  readonly ${key}?: ${settingOf(schema)} | undefined;\n`,
    );
  return [
    "// Generated from the option table by testing/settings-type.ts. To update it: npm run test:unit -- packages/fairhare --update\n",
    "\n",
    "type OneOrMore<T> = T | readonly T[];\n",
    "\n",
    "/** The settings of an experiment file: the long flags in camelCase. A list of values makes an axis of the matrix. */\n",
    "export interface ExperimentSettings {\n",
    ...members,
    "}\n",
  ].join("");
}

function settingOf(schema: Schema): string {
  const { anyOf = [] } = schema;
  const isList = ({ items }: Schema): boolean => items !== undefined;
  if (!anyOf.some(isList)) return typeOf(schema);
  return `OneOrMore<${typeOf({ anyOf: anyOf.filter((choice) => !isList(choice)) })}>`;
}

function typeOf(schema: Schema): string {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(" | ");
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? ["unknown"]);
  return types.map((type) => (type === "integer" ? "number" : type)).join(" | ");
}
