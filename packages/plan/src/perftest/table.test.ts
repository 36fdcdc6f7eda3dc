import { describe, expect, it } from "vitest";
import { OPTIONS } from "../options/table.ts";
import { PERFTEST_TOPICS, perfTestOption, perfTestSentence } from "./table.ts";

/** From the source of PerfTest 2.25: letters, name, and `=` for an option with a value. */
const OF_PERFTEST = `
  ?:help A:multi-ack-every= B:body= C:pmessages= D:cmessages= E:exclusive H:uris= K:random-routing-key
  L:consumer-latency= M:framemax= P:publishing-interval= Q:global-qos= R:consumer-rate= S:slow-start
  T:body-content-type= X:producer-channel-count= Y:consumer-channel-count= a:autoack ad:auto-delete=
  b:heartbeat= bc:body-count= bfc:body-field-count= c:confirm= ca:consumer-args= cal:connection-allocation=
  cri:connection-recovery-interval= csd:consumer-start-delay= ct:confirm-timeout= ctp:consumers-thread-pools=
  d:id= dcr:disable-connection-recovery e:exchange= ei:expected-instances= em:exposed-metrics=
  env:environment-variables ew:exit-when= f:flag= h:uri= hst:heartbeat-sender-threads= i:interval=
  isn:instance-sync-namespace= ist:instance-sync-timeout= jb:json-body k:routing-key= ll:leader-locator=
  m:ptxsize= ma:max-age= mc:metrics-client mcl:metrics-class-loader mcla:metrics-command-line-arguments
  mda:metrics-datadog mdak:metrics-datadog-application-key= mdd:metrics-datadog-descriptions
  mdh:metrics-datadog-host-tag= mdk:metrics-datadog-api-key= mds:metrics-datadog-step-size=
  mdu:metrics-datadog-uri= mf:metrics-format= mh:metrics-help mjgc:metrics-jvm-gc mjm:metrics-jvm-memory
  mjp:metrics-processor mjt:metrics-jvm-thread mjx:metrics-jmx mlb:max-length-bytes= mp:message-properties=
  mpe:metrics-prometheus-endpoint= mpp:metrics-prometheus-port= mpr:metrics-prometheus mpx:metrics-prefix=
  ms:use-millis mt:metrics-tags= n:ctxsize= na:nack niot:nio-threads= niotp:nio-thread-pool= nty:netty
  ntyep:netty-epoll ntykq:netty-kqueue ntyt:netty-threads= o:output-file= o2gr:oauth2-grant-type=
  o2id:oauth2-client-id= o2p:oauth2-parameters= o2sec:oauth2-client-secret= o2uri:oauth2-token-endpoint=
  p:predeclared pi:polling-interval= po:polling prsd:producer-random-start-delay=
  pst:producer-scheduler-threads= q:qos= qa:queue-args= qf:queue-file= qp:queue-pattern= qpf:queue-pattern-from=
  qpt:queue-pattern-to= qq:quorum-queue r:rate= re:requeue= rkcs:routing-key-cache-size= s:size=
  sb:skip-binding-queues sco:stream-consumer-offset= se:sasl-external smssb:stream-max-segment-size-bytes=
  sni:server-name-indication= sq:stream-queue sst:servers-startup-timeout= st:shutdown-timeout=
  sul:servers-up-limit= t:type= tnd:tcp-no-delay= trbs:tcp-receive-buffer-size= tsbs:tcp-send-buffer-size=
  u:queue= udsc:use-default-ssl-context v:version vl:variable-latency= vr:variable-rate= vs:variable-size=
  x:producers= y:consumers= z:time= -:verbose -:verbose-full
`;

const options = PERFTEST_TOPICS.flatMap(([, group]) => group);
const sentence = (name: string): string => {
  const option = perfTestOption(name);
  return option === undefined ? "" : perfTestSentence(name, option);
};

describe("the options of PerfTest", () => {
  it("are complete", () => {
    const ours = options.map(({ letters, name, values }) => `${letters ?? "-"}:${name}${values === "none" ? "" : "="}`);
    expect(ours.toSorted()).toEqual(OF_PERFTEST.trim().split(/\s+/).toSorted());
  });

  it("that work have the same letter here, and take a value here if they do in PerfTest", () => {
    const working = options.flatMap(({ letters, values, outcome }) =>
      outcome.kind === "works" ? [{ letters, values, ours: OPTIONS[outcome.key] }] : [],
    );
    for (const { letters, values, ours } of working)
      expect([letters, values === "none"]).toEqual([ours.letter, ours.isSwitch === true]);
    const letters = Object.values(OPTIONS).flatMap(({ letter }) => letter ?? []);
    expect(letters.toSorted()).toEqual(working.map((option) => option.letters ?? "").toSorted());
  });

  it("name only flags that exist", () => {
    const flags = new Set([...Object.values(OPTIONS).map(({ flag }) => `--${flag}`), "--help", "--version"]);
    for (const { name } of options)
      for (const [flag] of sentence(name)
        .replace(/^PerfTest's \S+/, "")
        .matchAll(/--[a-z][a-z-]*/g))
        expect(flags).toContain(flag);
  });

  it("that are refused have a sentence with the reason or the flag to use", () => {
    expect(sentence("qq")).toBe("PerfTest's -qq has another name here. Use --queue-type quorum.");
    expect(sentence("qos")).toBe("PerfTest's --qos has another name here. Use --prefetch (-q).");
    expect(sentence("auto-delete")).toBe(
      "PerfTest's --auto-delete is not available. Each run declares a queue of its own and deletes it at the end. Remove it.",
    );
  });
});
