import { describe, expect, it } from "vitest";
import { flagMistakes } from "../../testing/parse-flags.ts";

describe("a limit of the queue is refused when", () => {
  it.each([
    ["a classic queue has a delivery limit", { deliveryLimit: "5" }, /Add --queue-type quorum/],
    ["a queue without a length limit has an overflow behaviour", { overflow: "reject-publish" }, /Add --max-length/],
    ["a message TTL is a fraction of a millisecond", { messageTtl: "250us" }, /whole milliseconds/],
    ["the ack timeout is for an external broker", { ackTimeout: "1s", uri: "amqp://a" }, /Use --broker local/],
    [
      "the ack timeout would be lost by a broker fault",
      { ackTimeout: "1s", faults: "kill:broker@1s" },
      /Remove --ack-timeout or the broker fault/,
    ],
    ["the ack timeout is given with automatic acknowledgement", { ackTimeout: "1s", ack: "auto" }, /no delivery waits/],
  ])("%s", (_, flags, expected) => {
    expect(flagMistakes(flags)).toEqual([expect.stringMatching(expected)]);
  });
});
