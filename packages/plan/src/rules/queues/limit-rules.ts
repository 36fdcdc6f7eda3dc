// Rules of the queue limits.
import { isExplicit } from "../../options/given.ts";
import { refuse, type Rule } from "../rule.ts";

const deliveryLimitIsOfQuorum: Rule = ({ settings, cell: { deliveryLimit, queueType }, problems }) => {
  if (settings.deliveryLimit !== null && settings.queueType !== "quorum")
    refuse(
      problems,
      [deliveryLimit, queueType],
      "Only a quorum queue has a delivery limit. Add --queue-type quorum, or remove --delivery-limit.",
    );
};

const overflowNeedsALength: Rule = ({ settings, cell: { overflow }, problems }) => {
  if (settings.overflow !== "drop-head" && settings.maxLength === 0)
    refuse(problems, [overflow], "A queue without a length limit never overflows. Add --max-length N.");
};

const noteUnheardRefusals: Rule = ({ settings, cell: { overflow }, problems }) => {
  if (settings.overflow === "reject-publish" && settings.maxLength > 0 && settings.confirmWindow === 0 && overflow)
    problems.warning(
      `${overflow.place} without publisher confirms: the producer does not learn of a rejected publish, and the task is lost. Use --durability confirmed.`,
    );
};

const noteForgottenLimit: Rule = ({ settings, cell: { overflow }, problems }) => {
  if (settings.overflow === "drop-head" && settings.maxLength === 0 && isExplicit(overflow))
    problems.withoutEffect(overflow, `${overflow.place} has no effect here: the queue has no --max-length.`);
};

export const LIMIT_RULES: readonly Rule[] = [
  deliveryLimitIsOfQuorum,
  overflowNeedsALength,
  noteUnheardRefusals,
  noteForgottenLimit,
];
