// What the queue's limits must not be together with, and what of them surprises.
import { isExplicit } from "../options/given.ts";
import { refuse, type Rule } from "./rule.ts";

const deliveryLimitIsOfQuorum: Rule = ({ settings, cell: { deliveryLimit, queueType }, findings }) => {
  if (settings.deliveryLimit !== null && settings.queueType !== "quorum")
    refuse(
      findings,
      [deliveryLimit, queueType],
      "Only a quorum queue counts deliveries. Add --queue-type quorum, or leave --delivery-limit out.",
    );
};

const overflowNeedsALength: Rule = ({ settings, cell: { overflow }, findings }) => {
  if (settings.overflow !== "drop-head" && settings.maxLength === 0)
    refuse(findings, [overflow], "A queue without a limit never overflows. Add --max-length N.");
};

const noteUnheardRefusals: Rule = ({ settings, cell: { overflow }, findings }) => {
  if (settings.overflow === "reject-publish" && settings.maxLength > 0 && settings.confirmWindow === 0 && overflow)
    findings.warning(
      `${overflow.place} without publisher confirms: the producer is never told of a refusal, and the task is lost. --durability confirmed has confirms.`,
    );
};

const noteForgottenLimit: Rule = ({ settings, cell: { overflow }, findings }) => {
  if (settings.overflow === "drop-head" && settings.maxLength === 0 && isExplicit(overflow))
    findings.warning(`${overflow.place} has no effect here: the queue has no --max-length.`);
};

export const LIMIT_RULES: readonly Rule[] = [
  deliveryLimitIsOfQuorum,
  overflowNeedsALength,
  noteUnheardRefusals,
  noteForgottenLimit,
];
