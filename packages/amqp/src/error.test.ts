import { describe, expect, it } from "vitest";
import { BrokerUnreachableError, redactUri } from "./error.ts";

describe("a redacted URI", () => {
  it.each([
    ["hides the password", "amqp://me:secret@host:5672/v", "amqp://me:***@host:5672/v"],
    ["hides a password that holds an @", "amqp://me:se@cret@host", "amqp://me:***@host"],
    ["is the same without a password", "amqp://host:5672", "amqp://host:5672"],
    ["is the same when it is none", "--prefetch", "--prefetch"],
  ])("%s", (_, uri, expected) => {
    expect(redactUri(uri)).toBe(expected);
  });
});

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
