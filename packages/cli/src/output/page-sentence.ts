// The line that tells where the live page is, and who can open it.

/** `what`: that others can watch, such as `the run`. The page has no password. */
export const pageSentence = (
  { address, isPublic }: { readonly address: string; readonly isPublic: boolean },
  listen: string | null,
  what: string,
): string =>
  `Live page: ${address}${isPublic ? `, served on ${listen}: everyone who reaches this machine can watch ${what}` : ""}`;
