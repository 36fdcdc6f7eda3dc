// Agents whose clock was not compared with the orchestrator's: the times of their processes say nothing to other hosts.
import { type Finding, finding } from "@fairhare/findings";
import type { History } from "../history/history.ts";

export const clockGaps = ({ clocks }: Pick<History, "clocks">): Finding[] =>
  clocks.agents.flatMap(({ agent, estimate }) =>
    estimate === undefined ? [finding("clock-not-measured", { agent })] : [],
  );
