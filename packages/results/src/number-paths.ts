// The paths of all numbers in a schema, such as `endToEnd.p99`: the metrics of a result come from its schema, so that every new
// number is one.
import { z } from "zod";

/** Lists and records have no fixed paths, and are left out; so are the keys of `without`, at every level. */
export function* numbersIn(schema: z.ZodObject, without: ReadonlySet<string>, prefix = ""): Generator<string> {
  for (const [key, field] of Object.entries(schema.shape)) {
    if (without.has(key)) continue;
    const given = field instanceof z.ZodDefault || field instanceof z.ZodOptional ? field.unwrap() : field;
    const inner = given instanceof z.ZodNullable ? given.unwrap() : given;
    if (inner instanceof z.ZodObject) yield* numbersIn(inner, without, `${prefix}${key}.`);
    else if (inner instanceof z.ZodNumber) yield `${prefix}${key}`;
  }
}

/** The value at a path; undefined if there is none. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const key of path.split("."))
    value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return value;
}
