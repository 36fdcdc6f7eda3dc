import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { script, temporaryDirectory } from "../../testing/temporary-directory.ts";
import { findServer, findServers } from "./find-server.ts";

const PLAIN = "exec erl -s rabbit boot";
const WRAPPER = 'su rabbitmq -s /bin/sh -c "/usr/lib/rabbitmq/bin/${SCRIPT}"';

test("FAIRHARE_RABBITMQ_SERVER has priority, with the rabbitmqctl beside it", () => {
  const root = temporaryDirectory();
  const named = script(join(root, "mine/rabbitmq-server"), PLAIN);
  const ctl = script(join(root, "mine/rabbitmqctl"), PLAIN);
  script(join(root, "usr/sbin/rabbitmq-server"), PLAIN);
  expect(findServer({ FAIRHARE_RABBITMQ_SERVER: named }, root)).toEqual({
    path: named,
    foundBy: "FAIRHARE_RABBITMQ_SERVER",
    ctl,
  });
});

test("the error names FAIRHARE_RABBITMQ_SERVER if its file does not exist", () => {
  expect(() => findServer({ FAIRHARE_RABBITMQ_SERVER: "/nowhere/at-all" })).toThrow(
    /FAIRHARE_RABBITMQ_SERVER names \/nowhere\/at-all/,
  );
});

test("PATH has priority over the packaged paths", () => {
  const root = temporaryDirectory();
  const onPath = script(join(root, "bin/rabbitmq-server"), PLAIN);
  script(join(root, "opt/homebrew/sbin/rabbitmq-server"), PLAIN);
  const found = findServer({ PATH: `${join(root, "empty")}:${join(root, "bin")}` }, root);
  expect(found).toEqual({ path: onPath, foundBy: "PATH", ctl: undefined });
});

test("of several packaged versions the newest is used", () => {
  const root = temporaryDirectory();
  for (const version of ["3.9.27", "3.10.8", "3.2.1"])
    script(join(root, `usr/lib/rabbitmq/lib/rabbitmq_server-${version}/sbin/rabbitmq-server`), PLAIN);
  expect(findServer({}, root)).toMatchObject({
    path: join(root, "usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin/rabbitmq-server"),
    foundBy: "package",
  });
});

test("a wrapper that changes the user is replaced by the script that it calls", () => {
  const root = temporaryDirectory();
  const wrapper = script(join(root, "usr/lib/rabbitmq/bin/rabbitmq-script-wrapper"), WRAPPER);
  const behind = script(join(root, "usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin/rabbitmq-server"), PLAIN);
  script(join(root, "usr/sbin/other"), PLAIN);
  symlinkSync(wrapper, join(root, "usr/sbin/rabbitmq-server"));
  expect(findServer({ PATH: join(root, "usr/sbin") }, root).path).toBe(behind);
  expect(findServer({ FAIRHARE_RABBITMQ_SERVER: join(root, "usr/sbin/rabbitmq-server") }, root).path).toBe(behind);
});

test("a copied wrapper is recognised by its content", () => {
  const root = temporaryDirectory();
  script(join(root, "usr/sbin/rabbitmq-server"), "exec runuser -u rabbitmq -- /usr/lib/rabbitmq/bin/rabbitmq-server");
  const behind = script(join(root, "usr/lib/rabbitmq/bin/rabbitmq-server"), PLAIN);
  expect(findServer({ PATH: join(root, "usr/sbin") }, root).path).toBe(behind);
});

test("the error has no directory that npm puts in front of PATH, and each other one once", () => {
  const root = temporaryDirectory();
  const env = { PATH: "/home/me/f/node_modules/.bin:/usr/lib/npm/node-gyp-bin:/usr/sbin" };
  let message = "";
  try {
    findServer(env, root);
  } catch (error) {
    message = String(error);
  }
  expect(message).not.toMatch(/node_modules|node-gyp/);
  expect(message.match(/ \/usr\/sbin\/rabbitmq-server/g)).toHaveLength(1);
});

test("if no server is found, the error lists every searched path and the commands to use", () => {
  const root = temporaryDirectory();
  const failing = () => findServer({ PATH: "/some/bin" }, root);
  for (const part of [
    "FAIRHARE_RABBITMQ_SERVER",
    "/some/bin/rabbitmq-server",
    "/usr/lib/rabbitmq/lib/*/sbin",
    "/opt/homebrew",
    "apt-get install --yes rabbitmq-server",
    "brew install rabbitmq",
    "--uri",
    "docker",
    "npm run setup",
  ])
    expect(failing).toThrow(part);
});

test("the nodes of a cluster use the servers of a list in turn, and all of them must exist", () => {
  const root = temporaryDirectory();
  const [a, b] = ["a", "b"].map((name) => script(join(root, name, "rabbitmq-server"), PLAIN));
  const paths = (list: string, count: number) =>
    findServers({ FAIRHARE_RABBITMQ_SERVER: list, PATH: "" }, count, root).map(({ path }) => path);
  expect(paths(`${a},${b}`, 3)).toEqual([a, b, a]);
  expect(paths(`${a}, ${b},`, 3)).toEqual([a, b, a]);
  expect(() => findServers({ FAIRHARE_RABBITMQ_SERVER: `${a},/nowhere/at-all` }, 3, root)).toThrow("/nowhere/at-all");
  expect(findServers({ PATH: join(root, "a") }, 2, root).map(({ path }) => path)).toEqual([a, a]);
});
