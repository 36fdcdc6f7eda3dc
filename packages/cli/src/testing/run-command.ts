// Runs a command in the same way as `main.ts`, and returns its output and exit code.
import { ExitCode } from "@fairhare/core";
import type { Cli } from "../cli.ts";
import { explainFailure } from "../fail.ts";
import type { Shown } from "../output/show-results.ts";
import { openChannel } from "../terminal/terminal.ts";

/** As with `--quiet`. */
export const QUIETLY: Shown = { isQuiet: true, table: { columns: null, wide: false } };

export interface Ended {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** `directory`: the working directory of the user, and the parent of reports. */
export async function runCommand(
  directory: string,
  act: (cli: Cli) => unknown,
  environment: Cli["environment"] = {},
): Promise<Ended> {
  const written = { out: "", err: "" };
  let code: ExitCode = ExitCode.pass;
  const channel = (name: keyof typeof written) =>
    openChannel({ on: () => undefined, write: (text) => (written[name] += text) }, {});
  const cli: Cli = {
    terminal: { out: channel("out"), err: channel("err") },
    environment,
    words: [],
    userDirectory: directory,
    homeDirectory: directory,
    claimsDirectory: directory,
    interruption: { signal: new AbortController().signal },
    now: () => new Date(2026, 0, 31, 12),
    endWith: (ended) => {
      code = ended;
    },
  };
  try {
    await act(cli);
  } catch (error) {
    code = await explainFailure(error, cli);
  }
  return { code, ...written };
}
