// Field types that all schemas of results.json share. In their own file, so that these schemas need not import each other.
import { z } from "zod";

/** Null, never 0, if the number could not be measured. */
export const measured = z.number().nullable();
export const count = z.int().min(0);
export const ratio = z.number().min(0).nullable();
