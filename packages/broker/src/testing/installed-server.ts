// The server for the integration tests: the one that a user's command would find on this machine, if any.
import { type FoundServer, findServer } from "../local/installed/find-server.ts";

export const installedServer: FoundServer | undefined = (() => {
  try {
    return findServer(process.env);
  } catch (error) {
    // A machine without a server skips the tests, but a variable with a wrong path is an error.
    if (process.env["FAIRHARE_RABBITMQ_SERVER"]) throw error;
    return undefined;
  }
})();
