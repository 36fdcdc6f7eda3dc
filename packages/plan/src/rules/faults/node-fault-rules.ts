// Rules of faults that hit single nodes: they need a private cluster, and a node that exists.
import { hitsNodes } from "@fairhare/workload";
import { NO_NODES } from "../../faults/fault-abilities.ts";
import { isExplicit } from "../../options/given.ts";
import { refuse, type Rule } from "../rule.ts";

const needsNodes: Rule = ({ cell: { nodes, broker, uri }, faults, problems }) => {
  // Another rule refuses brokers that Fairhare did not start.
  if ((nodes?.value ?? 1) > 1 || isExplicit(uri) || broker?.value === "external") return;
  for (const given of faults) if (hitsNodes(given.value)) refuse(problems, [given, nodes], NO_NODES);
};

const nodeExists: Rule = ({ cell: { nodes }, faults, problems }) => {
  const there = nodes?.value ?? 1;
  for (const given of faults) {
    const { role, process } = given.value;
    if (role !== "node" || process === null || process <= there || there < 2) continue;
    refuse(
      problems,
      [given, nodes],
      `There are ${there} nodes. Use a number from 1 to ${there}, leader, follower, majority, or none to choose a running node at random.`,
    );
  }
};

export const NODE_FAULT_RULES: readonly Rule[] = [needsNodes, nodeExists];
