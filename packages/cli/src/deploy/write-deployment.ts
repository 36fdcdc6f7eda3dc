// Writes the files of a deployment, and the secrets that they read: a token that an earlier call made stays, so that a
// fleet of another size joins with the same one.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileProblem } from "@fairhare/core";
import { type Deployment, type RenderedFile, renderDeployment, renderSecrets } from "@fairhare/deployments";
import type { Cli } from "../cli.ts";
import { OutputNotWritableError } from "../output/output-problems.ts";

const TOKEN_BYTES = 32;
const PRIVATE = { file: 0o600, directory: 0o700 } as const;

export function writeDeployment(
  deployment: Deployment,
  output: string,
  cli: Pick<Cli, "terminal" | "userDirectory">,
): void {
  const files = renderDeployment(deployment);
  const secrets = renderSecrets(deployment, randomBytes(TOKEN_BYTES).toString("base64url"));
  const { out, err } = cli.terminal;
  if (output === "-") {
    out.document(files.map(({ path, text }) => `# ${path}\n${text}`).join("---\n"));
    const missing = secrets.filter(({ isSecret }) => isSecret).map(({ path }) => path);
    err.line(`Not printed: ${missing.join(", ")}. With --output DIR they are written as well.`);
    return;
  }
  const directory = resolve(cli.userDirectory, output);
  for (const file of [...files, ...secrets]) write(directory, file);
  for (const { path } of files) out.line(join(output, path));
}

function write(directory: string, { path, text, isSecret }: RenderedFile): void {
  const name = join(directory, path);
  try {
    mkdirSync(dirname(name), { recursive: true, ...(isSecret ? { mode: PRIVATE.directory } : {}) });
    if (isSecret && path.endsWith("token") && existsSync(name)) return;
    writeFileSync(name, text, isSecret ? { mode: PRIVATE.file } : {});
  } catch (error) {
    throw new OutputNotWritableError([`--output ${name} cannot be written: ${fileProblem(error)}.`]);
  }
}
