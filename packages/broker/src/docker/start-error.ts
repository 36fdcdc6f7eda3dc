// The error of a broker in Docker that was not created or did not start.
import { messageOf } from "@fairhare/core";
import { BrokerStartError } from "../broker-errors.ts";
import type { DockerProject } from "./docker-commands.ts";

/** `log`: the end of the log of the container of this node. */
export function dockerStartError(
  cause: unknown,
  { image, nodes }: DockerProject,
  { node, log }: { readonly node?: number; readonly log?: string } = {},
): BrokerStartError {
  const subject = node === undefined || nodes.length === 1 ? "The broker in Docker" : `Node ${node} in Docker`;
  return new BrokerStartError(
    `${subject} did not start: ${reasonOf(cause)} (image ${image}).\n` +
      (log ? `Its log ends with:\n${log}\n` : "") +
      "Check the image (FAIRHARE_RABBITMQ_IMAGE) and the engine, or use another broker with --uri or --broker local.",
    { cause },
  );
}

/** Docker prints its progress line by line, and the error in the last line. */
const reasonOf = (cause: unknown): string => messageOf(cause).split("\n").at(-1) ?? "";
