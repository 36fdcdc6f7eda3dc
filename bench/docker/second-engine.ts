// A second Docker engine as the worker of a swarm; second-engine.sh has the details.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("second-engine.sh", import.meta.url));
const CANNOT = 3;

/** `socket`: of the second engine. Disposal removes the engine and the swarm. */
export interface SecondEngine extends AsyncDisposable {
  readonly socket: string;
}

/** Returns the reason as a sentence when this machine cannot have one. `image` is loaded into it. */
export async function startSecondEngine(image: string): Promise<SecondEngine | string> {
  const directory = join(tmpdir(), `fairhare-engine-${randomBytes(4).toString("hex")}`);
  // A group of its own: Ctrl-C ends the tests, and the end of its input then ends the script.
  const script = spawn("sh", [SCRIPT, directory, image], { detached: true });
  const ended = once(script, "close");
  let said = "";
  script.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const lines = createInterface(script.stdout);
  const first = await Promise.race([once(lines, "line"), ended]);
  if (script.exitCode === CANNOT) return `${said.trim()}.`;
  const [, socket] = /^ready (.+)$/.exec(String(first[0])) ?? [];
  if (socket === undefined) throw new Error(`the second engine did not start: ${said}`);
  return {
    socket,
    [Symbol.asyncDispose]: async () => {
      script.stdin.end();
      await ended;
    },
  };
}
