import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { BrokerStartError } from "../../broker-errors.ts";
import { script, temporaryDirectory } from "../../testing/temporary-directory.ts";
import type { FoundServer } from "../installed/find-server.ts";
import { mixedFailure, refusalIn } from "./mixed-failure.ts";

const { signal } = new AbortController();
/** From a node of 4.3.6 beside one of 4.0.5. */
const LOG = `2026-11-29 02:15:01.392205+00:00 [info] <0.1880.0> RabbitMQ metadata store: detected a new leader
2026-11-29 02:15:01.413230+00:00 [error] <0.1882.0> Feature flags: \`amqp_filter_set_bug\`: unsupported; aborting
2026-11-29 02:15:01.414457+00:00 [warning] <0.209.0> Peer discovery: could not auto-cluster with node 'a@localhost': {error,{incompatible_feature_flags,unsupported}}
2026-11-29 02:15:01.414505+00:00 [info] <0.209.0> Peer discovery: will try to unlock with peer discovery backend
`;

/** `ctl` is the body of a script in place of rabbitmqctl. */
function serverThat(ctl?: string): FoundServer {
  const directory = temporaryDirectory();
  if (ctl !== undefined) script(join(directory, "rabbitmqctl"), ctl);
  return {
    path: join(directory, "rabbitmq-server"),
    foundBy: "PATH",
    ctl: ctl === undefined ? undefined : join(directory, "rabbitmqctl"),
  };
}

test("the error names both versions, RabbitMQ's reason, the log and what to do", async () => {
  const keptLog = join(temporaryDirectory(), "node.log");
  writeFileSync(keptLog, LOG);
  const [older, newer] = [serverThat("echo 4.0.5"), serverThat("echo 4.3.6")];
  const cause = new BrokerStartError("not ready within 60 s", { keptLog });
  const error = await mixedFailure(cause, [older, newer, older], process.env, signal);
  expect(error).toMatchObject({ code: "BROKER_START_FAILED", cause });
  expect(error.message.split("\n")).toEqual([
    "RabbitMQ 4.0.5 and 4.3.6 did not form a cluster (FAIRHARE_RABBITMQ_SERVER).",
    "A node logged: Peer discovery: could not auto-cluster with node 'a@localhost': {error,{incompatible_feature_flags,unsupported}}",
    `Its complete log is kept in ${keptLog}.`,
    expect.stringMatching(/^RabbitMQ mixes two versions only .* Name one version for all nodes/),
  ]);
});

test("several copies of one version fail for another reason", async () => {
  const cause = new BrokerStartError("not ready within 60 s");
  expect(await mixedFailure(cause, [serverThat("echo 4.0.5"), serverThat("echo 4.0.5")], process.env, signal)).toBe(
    cause,
  );
});

test("a server without a version is named by its path, and no reason is invented", async () => {
  const [nameless, broken] = [serverThat(), serverThat("exit 1")];
  const { message } = await mixedFailure(new BrokerStartError("down"), [nameless, broken], process.env, signal);
  expect(message).toContain(`RabbitMQ ${nameless.path} and ${broken.path} did not form`);
  expect(message).not.toMatch(/A node logged|log is kept/);
  expect(refusalIn("")).toBeUndefined();
  const crash =
    "2026-11-29 03:07:00.253660+00:00 [error] <0.208.0>     exception exit: {{badmatch,{error,missing_clustered_nodes}},";
  expect(refusalIn(`${crash}\nlater`)).toBe("exception exit: {{badmatch,{error,missing_clustered_nodes}},");
});
