import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { differenceOf, missingOptionals } from "./lockfile.mjs";

const everything = (): boolean => true;
const wanted = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/amqplib": { version: "2.3.1" },
    "node_modules/@fairhare/core": { resolved: "packages/core", link: true },
    "packages/core": { version: "0.1.0" },
    "node_modules/turbo-for-windows": { version: "2.0.0", optional: true },
  },
};
const { "": _, "node_modules/turbo-for-windows": __, ...current } = wanted.packages;

describe("installed node modules", () => {
  test("are current if every package has the expected version; optional packages for other systems may be missing", () => {
    expect(differenceOf(wanted, { packages: current }, everything)).toBeUndefined();
  });

  test("are stale when a package has another version", () => {
    const installed = { packages: { ...current, "node_modules/amqplib": { version: "2.3.0" } } };
    expect(differenceOf(wanted, installed, everything)).toBe("node_modules/amqplib is 2.3.0, not 2.3.1");
  });

  test("are stale when a package is not installed", () => {
    const { "node_modules/amqplib": ___, ...rest } = current;
    expect(differenceOf(wanted, { packages: rest }, everything)).toBe("node_modules/amqplib is not installed");
  });

  test("are stale if an installed package is no longer needed", () => {
    const installed = { packages: { ...current, "node_modules/left-pad": { version: "1.3.0" } } };
    expect(differenceOf(wanted, installed, everything)).toBe("node_modules/left-pad is no longer needed");
  });

  test("are stale when a directory was deleted by hand", () => {
    expect(differenceOf(wanted, { packages: current }, (path) => path !== "node_modules/amqplib")).toBe(
      "node_modules/amqplib was deleted",
    );
  });

  test("are stale when a workspace links to another place", () => {
    const installed = {
      packages: { ...current, "node_modules/@fairhare/core": { resolved: "elsewhere/core", link: true } },
    };
    expect(differenceOf(wanted, installed, everything)).toBe("node_modules/@fairhare/core links to a different path");
  });

  test("are stale if the record of the last install cannot be read", () => {
    expect(differenceOf(wanted, {}, everything)).toBe("node_modules/amqplib is not installed");
  });
});

describe("package-lock.json", () => {
  test("has an entry for every optional dependency, else npm ci refuses it (to add them: complete-lockfile.mjs)", () => {
    const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));
    expect(missingOptionals(lock).map(({ name }) => name)).toEqual([]);
  });

  test("is incomplete when a parent asks for a binary that has no entry", () => {
    const parent = { version: "1.0.0", optionalDependencies: { "@turbo/darwin-64": "1.0.0" } };
    expect(missingOptionals({ packages: { "node_modules/turbo": parent } })).toEqual([
      { parent, name: "@turbo/darwin-64", version: "1.0.0" },
    ]);
  });
});
