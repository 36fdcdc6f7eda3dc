// Where the user stood when typing: npm changes to the package's root first, and says so in INIT_CWD.

/** The scripts that start us, in the root's package.json; under another script INIT_CWD is about that one. */
const OUR_SCRIPTS = new Set(["bench", "new-task", "tasks-worker"]);

export function userDirectory(
  environment: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): string {
  const { INIT_CWD: initial, npm_lifecycle_event: script } = environment;
  return initial && script && OUR_SCRIPTS.has(script) ? initial : workingDirectory;
}
