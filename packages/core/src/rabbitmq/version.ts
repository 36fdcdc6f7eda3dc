// Versions of RabbitMQ as brokers and release notes write them: `3.10.8`, `4.0`, `4.1.0-rc.1`, `4.3.6+1.gabc`.

/** Its numbers; null when it does not begin with one. What follows a dash or a plus does not count. */
function numbersOf(version: string): number[] | null {
  const [digits] = /^\d+(\.\d+)*/.exec(version.trim()) ?? [];
  return digits === undefined ? null : digits.split(".").map(Number);
}

export const isKnownVersion = (version: string): boolean => numbersOf(version) !== null;

/** Negative when `one` is older than `other`, 0 when they are equal. One that cannot be read is older than all. */
export function compareVersions(one: string, other: string): number {
  const a = numbersOf(one) ?? [];
  const b = numbersOf(other) ?? [];
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
