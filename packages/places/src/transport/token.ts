// The token: a secret in a file that the orchestrator and its agents share.
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { FairhareError, fileProblem } from "@fairhare/core";

/** A shorter text could be guessed. */
const TOKEN_CHARACTERS = 32;
/** Bytes of a new token: 43 characters. */
const NEW_TOKEN_BYTES = 32;
/** A file that is larger is not a token. */
const MAX_TOKEN_CHARACTERS = 4_096;

class TokenError extends FairhareError {
  readonly code = "INVALID_PLAN";
}

/** The token without the white space around it. @throws TokenError with a sentence about the file. */
export function readToken(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new TokenError(
      `--token-file ${path}: the file cannot be read: ${fileProblem(error)}. \`agent --new-token FILE\` makes a token.`,
      { cause: error },
    );
  }
  if (text.length < TOKEN_CHARACTERS)
    throw new TokenError(
      `--token-file ${path}: the token has ${text.length} characters and needs at least ${TOKEN_CHARACTERS}. \`agent --new-token FILE\` makes one.`,
    );
  if (text.length > MAX_TOKEN_CHARACTERS)
    throw new TokenError(`--token-file ${path}: the file is not a token: it has more than 4,096 characters.`);
  return text;
}

/** Writes a random token to a new file that only its owner can read. @throws TokenError when the file exists. */
export function writeNewToken(path: string): void {
  try {
    writeFileSync(path, `${randomBytes(NEW_TOKEN_BYTES).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  } catch (error) {
    throw new TokenError(`--new-token ${path}: the file cannot be written: ${fileProblem(error)}.`, { cause: error });
  }
}
