// What the parts of results.json are made of.
import { z } from "zod";

/** A number that could not be measured is null, never 0. */
export const measured = z.number().nullable();
export const count = z.int().min(0);
export const ratio = z.number().min(0).nullable();
