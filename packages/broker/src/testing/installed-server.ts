// The server that the integration tests run on: whichever a user's command would find here, if any.
import { type FoundServer, findServer } from "../local/installed/find-server.ts";

export const installedServer: FoundServer | undefined = (() => {
  try {
    return findServer(process.env);
  } catch (error) {
    // A variable that names nothing is a mistake; a machine without a server is not.
    if (process.env["FAIRHARE_RABBITMQ_SERVER"]) throw error;
    return undefined;
  }
})();
