// Separates the values of an axis where a value has commas of its own: the parts of a weighted mix or of a schedule, or a
// list such as the speeds of the workers.

/**
 * Semicolons separate values where there are any. Otherwise a comma does, except between two parts, such as `200:0.9`: those
 * belong to one value.
 */
export function separateMixes(text: string, isPart: (text: string) => boolean = hasWeight): string[] {
  if (text.includes(";")) return separateLists(text);
  const values: string[] = [];
  for (const part of text.split(",").map((value) => value.trim())) {
    const last = values.at(-1);
    if (last !== undefined && isPart(last) && isPart(part)) values[values.length - 1] = `${last},${part}`;
    else values.push(part);
  }
  return values;
}

/** Each value is a list with commas, so that only a semicolon separates two values. */
export const separateLists = (text: string): string[] => text.split(";").map((value) => value.trim());

/** Also an invalid one: `200:x`. */
const hasWeight = (part: string): boolean => part.includes(":");
