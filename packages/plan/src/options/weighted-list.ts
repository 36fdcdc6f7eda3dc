// Tells a list of values for an axis from the parts of a single value, such as a weighted mix, which have a comma between
// them as well.

/** A comma separates two values of the axis, except between two parts, such as `200:0.9`: those belong to one value. */
export function separateMixes(text: string, isPart: (text: string) => boolean = hasWeight): string[] {
  const values: string[] = [];
  for (const part of text.split(",").map((value) => value.trim())) {
    const last = values.at(-1);
    if (last !== undefined && isPart(last) && isPart(part)) values[values.length - 1] = `${last},${part}`;
    else values.push(part);
  }
  return values;
}

/** Also an invalid one: `200:x`. */
const hasWeight = (part: string): boolean => part.includes(":");
