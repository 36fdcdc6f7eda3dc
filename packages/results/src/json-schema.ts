// The JSON Schemas that are shipped, such as that of results.json, generated from the source.
import { layOutJson } from "@fairhare/core";
import { z } from "zod";

/**
 * The text of the shipped file, in the layout of the repository's formatter. For readers: it allows additional properties,
 * because later versions may add fields.
 */
export const jsonSchemaText = (schema: z.ZodType): string =>
  `${layOutJson({ ...z.toJSONSchema(schema, { io: "input" }) })}\n`;
