// How users start Fairhare, for help and hints: with npm's script in a checkout, with npx from the published package.

declare const FAIRHARE_COMMAND: string | undefined;

/** The build of the published package defines the constant; in a checkout it does not exist. */
const published: string | null = typeof FAIRHARE_COMMAND === "string" ? FAIRHARE_COMMAND : null;

/** In a checkout, `npm run setup` is available. */
export const isCheckout: boolean = published === null;

/** The words before the arguments. `hasArguments`: npm needs `--` before them. */
export function programWords(hasArguments: boolean): string[] {
  if (published !== null) return published.split(" ");
  return ["npm", "run", "bench", ...(hasArguments ? ["--"] : [])];
}

/** `npm run bench -- check DIR`, or `npx fairhare check DIR`. The arguments are not quoted. */
export const commandLine = (...words: readonly string[]): string =>
  [...programWords(words.length > 0), ...words].join(" ");
