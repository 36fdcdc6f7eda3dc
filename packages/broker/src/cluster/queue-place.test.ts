import { expect, test } from "vitest";
import { newIdentity, newSharedIdentity } from "../local/layout/layout.ts";
import { clusterConfig } from "./cluster-options.ts";
import { atomsIn, placeExpression, readPlace } from "./queue-place.ts";

const numbersIn =
  (...names: string[]) =>
  (name: string): number | undefined =>
    names.indexOf(name) + 1 || undefined;
const numberOf = numbersIn("a@localhost", "b@localhost", "c@localhost");

test("the place of a quorum queue is its leader, its members and those that run", () => {
  const value = "{'b@localhost',\n    ['c@localhost','a@localhost','b@localhost'],\n    ['b@localhost','a@localhost']}";
  expect(readPlace(value, numberOf)).toEqual({ leader: 2, members: [1, 2, 3], online: [1, 2] });
});

test("a queue may have no leader, and may be unknown", () => {
  expect(readPlace("{none,['a@localhost'],[]}", numberOf)).toEqual({ leader: null, members: [1], online: [] });
  expect(readPlace("unknown", numberOf)).toBeUndefined();
});

test("names of nodes are in quotes only where they need them", () => {
  const numberOfNode = numbersIn("rabbit@node1", "rabbit@node2");
  const value = "{rabbit@node2,[rabbit@node1,rabbit@node2],[rabbit@node2]}";
  expect(readPlace(value, numberOfNode)).toEqual({ leader: 2, members: [1, 2], online: [2] });
  expect(readPlace("{none,[rabbit@node1],[]}", numberOfNode)).toEqual({ leader: null, members: [1], online: [] });
  expect(atomsIn("['fairhare-1@localhost',rabbit@node1]")).toEqual(["fairhare-1@localhost", "rabbit@node1"]);
});

test("the name of a queue cannot change the expression", () => {
  expect(placeExpression('x">>), halt(), <<"é')).not.toContain("halt");
});

test("the nodes of a cluster know each other, and share user, password and cookie", () => {
  const shared = newSharedIdentity();
  const nodes = [newIdentity([1, 2, 3], shared), newIdentity([4, 5, 3], shared)];
  expect(new Set(nodes.map(({ erlangName }) => erlangName)).size).toBe(2);
  for (const key of ["user", "password", "cookie"] as const) expect(nodes[0]?.[key]).toBe(nodes[1]?.[key]);
  const names = nodes.map(({ erlangName }) => erlangName);
  const lines = clusterConfig(names, { nodes: 2, partitionHandling: "pause-minority" });
  expect(lines).toContain(`cluster_formation.classic_config.nodes.2 = ${nodes[1]?.erlangName}`);
  expect(lines).toContain("cluster_partition_handling = pause_minority");
  expect(clusterConfig(names, { nodes: 2 }).join()).not.toContain("partition_handling");
});
