// Tells a list of values for an axis from the parts of a weighted mix, which have a comma between them as well.

/** A comma separates two values of the axis, except between two parts with weights: those belong to one mix. */
export function separateMixes(text: string): string[] {
  const values: string[] = [];
  for (const part of text.split(",").map((value) => value.trim())) {
    const last = values.at(-1);
    if (last !== undefined && hasWeight(last) && hasWeight(part)) values[values.length - 1] = `${last},${part}`;
    else values.push(part);
  }
  return values;
}

/** Also an invalid one: `200:x`. */
const hasWeight = (part: string): boolean => part.includes(":");
