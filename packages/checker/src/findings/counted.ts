// Numbers with their nouns, for the sentences of warnings.

/** `1 task`, `2 tasks`; `many` for nouns that do not just take an s. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
