// Field types that all schemas of results.json share; a file of its own, so that none of them imports another for it.
import { z } from "zod";

/** A number that could not be measured is null, never 0. */
export const measured = z.number().nullable();
export const count = z.int().min(0);
export const ratio = z.number().min(0).nullable();
