// What an agent leaves to nobody: its processes, which have a marker in their environment, and the temporary directory of
// their shards. The agent disposes of both, or the guardian does when the agent was killed.
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AGENT_DIRECTORY_PREFIX, endAgent } from "./end-agent.ts";
import { Guardian } from "./guardian.ts";
import { NODE_MARKER } from "./marked-processes.ts";

/** Bytes of the directory's name. */
const NAME_BYTES = 8;

export class AgentGuard implements AsyncDisposable {
  /** To be added to the environment of every process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Readable by its owner only. */
  readonly directory: string;
  readonly #id: string;
  readonly #guardian: Guardian;

  private constructor(id: string, directory: string, guardian: Guardian) {
    this.environment = { [NODE_MARKER]: id };
    this.directory = directory;
    this.#id = id;
    this.#guardian = guardian;
  }

  static async start(): Promise<AgentGuard> {
    const id = randomBytes(16).toString("hex");
    const directory = join(tmpdir(), AGENT_DIRECTORY_PREFIX + randomBytes(NAME_BYTES).toString("hex"));
    const guardian = await Guardian.start({ type: "agent", id, directory });
    mkdirSync(directory, { mode: 0o700 });
    return new AgentGuard(id, directory, guardian);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endAgent({ id: this.#id, groups: new Set() }, this.directory);
    await this.#guardian.release();
  }
}
