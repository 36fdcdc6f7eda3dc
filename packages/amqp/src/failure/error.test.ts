import { describe, expect, it } from "vitest";
import { BrokerUnreachableError, refusalOf } from "./error.ts";

describe("an unreachable broker", () => {
  it.each([
    ["nothing listens", new Error("connect ECONNREFUSED 127.0.0.1:1"), /nothing listens.*--uri or AMQP_URL/],
    [
      "the virtual host is wrong",
      new Error("Expected ConnectionOpenOk; got <x>"),
      /virtual host "a\/b": it does not exist/,
    ],
    [
      "its certificate is for another name",
      Object.assign(new Error("Hostname/IP does not match"), { code: "ERR_TLS_CERT_ALTNAME_INVALID" }),
      /for another host name/,
    ],
    [
      "its certificate has expired",
      Object.assign(new Error("certificate has expired"), { code: "CERT_HAS_EXPIRED" }),
      /has expired or is not valid yet .*Renew/,
    ],
    ["it is silent", new Error("connect ETIMEDOUT"), /the AMQP handshake timed out; .*--wait 60s/],
    ["the network is down", new Error("connect ENETUNREACH 10.0.0.1:1"), /no route to the host/],
    ["the cause is unknown", new Error("oh."), /: oh\. Check the address in --uri or AMQP_URL\.$/],
    ["the host is unknown", new Error("getaddrinfo ENOTFOUND nowhere"), /host name cannot be resolved/],
    [
      "the password is wrong",
      new Error('403 (ACCESS-REFUSED) with message "ACCESS_REFUSED"'),
      /refused the user name or the password/,
    ],
    ["several addresses refuse", new AggregateError([new Error("connect ECONNREFUSED ::1:1")]), /nothing listens/],
  ])("is explained when %s, without the password", (_, cause, message) => {
    const error = new BrokerUnreachableError("amqp://me:secret@host/a%2Fb", cause);
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("secret");
  });
});

it("an unreachable loopback interface is explained with how to bring it up", () => {
  const { message } = new BrokerUnreachableError("amqp://localhost", new Error("connect ENETUNREACH 127.0.0.1:5672"));
  expect(message).toMatch(/the loopback interface of this machine is down or blocked .*ip link set lo up$/);
});

describe("a refusal", () => {
  const asked = 'declare queue "tasks"';
  const dropped = new Error("Channel ended, no reply will be forthcoming");

  it("on an open connection has the channel's reason", async () => {
    const cause = Object.assign(new Error('406 (PRECONDITION-FAILED) with message "other arguments"'), { code: 406 });
    const refusal = await refusalOf(asked, cause, () => undefined, { closedChannel: true });
    expect(refusal).toMatchObject({ code: "BROKER_REFUSED", replyCode: 406, closedChannel: true, cause });
    expect(refusal.message).toBe(`The broker refused to ${asked}: ${cause.message}`);
  });

  it("that closed the connection has the connection's reason", async () => {
    const end = { replyCode: 320, reason: 'Connection closed: 320 (CONNECTION-FORCED) with message "maintenance"' };
    const refusal = await refusalOf(asked, dropped, () => Promise.resolve(end));
    expect(refusal).toMatchObject({ replyCode: 320, closedChannel: false });
    expect(refusal.message).toBe(`The broker refused to ${asked}: ${end.reason}`);
  });

  it("of a transient queue says what to do, because the broker's own advice is cut off", async () => {
    const reason = "Connection closed: 541 (INTERNAL-ERROR): Feature `transient_nonexcl_queues` is deprecated.";
    const refusal = await refusalOf(asked, dropped, () => Promise.resolve({ replyCode: 541, reason }));
    expect(refusal.message).toMatch(/Use --durability durable, persistent or confirmed, or set deprecated_features/);
  });
});
