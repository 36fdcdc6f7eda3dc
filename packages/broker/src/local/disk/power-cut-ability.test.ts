import { describe, expect, test } from "vitest";
import { canPowerCut, type Machine } from "./power-cut-ability.ts";

const able: Machine = {
  platform: "linux",
  isRoot: true,
  mayMount: true,
  hasLoopDevices: true,
  find: (tool) => `/usr/sbin/${tool}`,
};

describe("cutting the power of a private node", () => {
  test("takes Linux, root, loop devices and four tools", () => {
    expect(canPowerCut(able)).toEqual({ isAvailable: true, reason: null });
  });

  test.each([
    ["another system", { platform: "darwin" }, /on Linux only/],
    ["a user who is not root", { isRoot: false }, /Only root/],
    ["a container that may not mount", { mayMount: false }, /CAP_SYS_ADMIN/],
    ["no loop devices", { hasLoopDevices: false }, /modprobe loop/],
    [
      "a missing tool",
      { find: (tool: string) => (tool === "xfs_io" ? undefined : tool) },
      /takes xfs_io, which is missing\. Install the package: apt-get install xfsprogs\.$/,
    ],
    ["no tools at all", { find: () => undefined }, /apt-get install e2fsprogs mount util-linux xfsprogs\.$/],
  ])("is refused with the reason on %s", (_, changes, reason) => {
    const ability = canPowerCut({ ...able, ...changes });
    expect(ability).toEqual({ isAvailable: false, reason: expect.stringMatching(reason) });
  });
});
