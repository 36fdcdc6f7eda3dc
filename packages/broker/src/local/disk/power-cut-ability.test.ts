import { describe, expect, test } from "vitest";
import { canPowerCut, type Machine } from "./power-cut-ability.ts";

const able: Machine = {
  platform: "linux",
  isRoot: true,
  mayMount: true,
  hasLoopDevices: true,
  find: (tool) => `/usr/sbin/${tool}`,
};

describe("power cuts of a private node", () => {
  test("need Linux, root, loop devices and four tools", () => {
    expect(canPowerCut(able)).toEqual({ isAvailable: true, reason: null });
  });

  test.each([
    ["another system", { platform: "darwin" }, /need Linux/],
    ["a user who is not root", { isRoot: false }, /need root/],
    ["a container that may not mount", { mayMount: false }, /CAP_SYS_ADMIN/],
    ["no loop devices", { hasLoopDevices: false }, /modprobe loop/],
    [
      "a missing tool",
      { find: (tool: string) => (tool === "xfs_io" ? undefined : tool) },
      /missing: xfs_io\. Install them: apt-get install xfsprogs\.$/,
    ],
    ["no tools at all", { find: () => undefined }, /apt-get install e2fsprogs mount util-linux xfsprogs\.$/],
  ])("are refused with a reason on %s", (_, changes, reason) => {
    const ability = canPowerCut({ ...able, ...changes });
    expect(ability).toEqual({ isAvailable: false, reason: expect.stringMatching(reason) });
  });
});
