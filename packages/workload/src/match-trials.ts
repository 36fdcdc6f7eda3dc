// Which trial of earlier results belongs to which trial of now.

/** By id, which is made of the varied settings; else by equal settings; else the only trial with the only trial. */
export function matchTrials<S extends { readonly id: string; readonly settings: Readonly<Record<string, unknown>> }>(
  trials: readonly { readonly id: string; readonly settings: object }[],
  source: readonly S[],
): Map<string, S> {
  const [only] = source;
  const matched = trials.flatMap(({ id, settings }): [string, S][] => {
    const match =
      source.find((one) => one.id === id) ??
      source.find((one) => differingSettings(one.settings, settings).length === 0) ??
      (trials.length === 1 && source.length === 1 ? only : undefined);
    return match === undefined ? [] : [[id, match]];
  });
  return new Map(matched);
}

/** The names of the settings that both have with different values; versions may have different settings. */
export const differingSettings = (before: object, after: object): string[] =>
  Object.entries(before).flatMap(([name, value]) => {
    const now: unknown = Reflect.get(after, name);
    return now === undefined || JSON.stringify(now) === JSON.stringify(value) ? [] : [name];
  });
