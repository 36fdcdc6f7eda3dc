// Rules of --ack-timeout, which is a setting of the whole broker.
import { isExplicit } from "../../options/given.ts";
import { refuse, type Rule } from "../rule.ts";

export const NOT_OURS =
  "The timeout is a setting of the whole broker, and Fairhare does not change an external broker. Use --broker local, which starts a private broker.";

const brokerIsOurs: Rule = ({ settings, cell: { ackTimeout, broker, uri }, problems }) => {
  const named = broker?.value ?? "auto";
  const isExternal = named === "external" || (named === "auto" && isExplicit(uri));
  if (settings.ackTimeoutMs > 0 && isExternal)
    refuse(problems, [ackTimeout, named === "auto" ? uri : broker], NOT_OURS);
};

const brokerStays: Rule = ({ settings, cell: { ackTimeout }, faults, problems }) => {
  const fault = faults.find(({ value }) => value.role === "broker" || value.role === "node");
  if (settings.ackTimeoutMs > 0 && fault)
    refuse(
      problems,
      [ackTimeout, fault],
      "A restarted broker loses this timeout. Remove --ack-timeout or the broker fault.",
    );
};

const acksAreOwed: Rule = ({ settings, cell: { ackTimeout, ack, autoAck }, problems }) => {
  if (settings.ackTimeoutMs > 0 && settings.ack === "auto")
    refuse(
      problems,
      [ackTimeout, autoAck?.value ? autoAck : ack],
      "With automatic acknowledgement, no delivery waits for an ack. Use --ack manual, or remove --ack-timeout.",
    );
};

export const ACK_TIMEOUT_RULES: readonly Rule[] = [brokerIsOurs, brokerStays, acksAreOwed];
