import { describe, expect, it } from "vitest";
import { BrokerUnreachableError } from "./error.ts";

describe("an unreachable broker", () => {
  it.each([
    ["nothing listens", new Error("connect ECONNREFUSED 127.0.0.1:1"), /nothing listens.*--uri or AMQP_URL/],
    ["the host is unknown", new Error("getaddrinfo ENOTFOUND nowhere"), /host name is not known/],
    ["the password is wrong", new Error('403 (ACCESS-REFUSED) with message "ACCESS_REFUSED"'), /password is refused/],
    ["several addresses refuse", new AggregateError([new Error("connect ECONNREFUSED ::1:1")]), /nothing listens/],
  ])("is told in a sentence when %s, without the password", (_, cause, message) => {
    const error = new BrokerUnreachableError("amqp://me:secret@host", cause);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("secret");
  });
});
