// The command lines of PerfTest's documentation (version 2.25), with the flags that ask Fairhare for the same.
// docs/coming-from-perftest.md lists them, and a test of the command line runs each of them.

export interface DocumentedCommand {
  /** The words after `java -jar perf-test.jar`. */
  readonly perfTest: string;
  /** The flags and values that Fairhare refuses; empty when the line works as it is. */
  readonly refused: readonly string[];
  /** The flags of `npm run bench --` for the same measurement; null when there are none. */
  readonly here: string | null;
}

const command = (perfTest: string, refused: readonly string[], here: string | null): DocumentedCommand => ({
  perfTest,
  refused,
  here,
});

const PATTERN = ["--queue-pattern", "--queue-pattern-from", "--queue-pattern-to"];

export const DOCUMENTED_COMMANDS: readonly DocumentedCommand[] = [
  command('-x 1 -y 2 -u "throughput-test-1" -a --id "test 1"', ["--id"], "-x 1 -y 2 -a -d test-1 -u throughput-test-1"),
  command('-x 2 -y 4 -u "throughput-test-2" -a --id "test 2"', ["--id"], "-x 2 -y 4 -a -d test-2 -u throughput-test-2"),
  command('-x 1 -y 2 -u "throughput-test-3" --id "test 3"', ["--id"], "-x 1 -y 2 -d test-3 -u throughput-test-3"),
  command(
    '-x 1 -y 2 -u "throughput-test-4" --id "test 4" -s 4000',
    ["--id"],
    "-x 1 -y 2 -d test-4 -s 4000 -u throughput-test-4",
  ),
  command(
    '-x 1 -y 2 -u "throughput-test-5" --id "test-5" -f persistent',
    ["--id", "-f"],
    "-x 1 -y 2 -d test-5 --durability persistent -u throughput-test-5",
  ),
  command(
    '-x 1 -y 2 -u "throughput-test-6" --id "test-6" -f persistent --multi-ack-every 100',
    ["--id", "-f", "--multi-ack-every 100 with --prefetch 1 (the default)"],
    "-x 1 -y 2 -d test-6 -q unlimited --multi-ack-every 100 -u throughput-test-6",
  ),
  command(
    '-x 1 -y 2 -u "throughput-test-7" --id "test-7" -f persistent --multi-ack-every 200 -q 500',
    ["--id", "-f"],
    "-x 1 -y 2 -d test-7 --multi-ack-every 200 -q 500 -u throughput-test-7",
  ),
  command(
    '-x 1 -y 2 -u "throughput-test-8" --id "test-8" -f persistent -q 500 -c 500',
    ["--id", "-f"],
    "-x 1 -y 2 -d test-8 -q 500 -c 500 -u throughput-test-8",
  ),
  command(
    '-x 1 -y 2 -u "throughput-test-10" --id "test-10" -f persistent -q 500 -pmessages 100000',
    ["--id", "-f", "--pmessages"],
    "-x 1 -y 2 -d test-10 -q 500 -C 100000 -u throughput-test-10",
  ),
  command(
    '-x 1 -y 2 -u "throughput-test-11" --id "test-11" -f persistent -q 500 --rate 5000',
    ["--id", "-f"],
    "-x 1 -y 2 -d test-11 -q 500 --rate 5000 -u throughput-test-11",
  ),
  command(
    '-x 1 -y 2 -u "throughput-test-12" --id "test-12" -f persistent --rate 5000 --consumer-rate 2000',
    ["--id", "-f", "--consumer-rate"],
    "-x 1 -y 2 -d test-12 --rate 5000 --skew uniform --heavy 500us -u throughput-test-12",
  ),
  command(
    '-x 1 -y 2 -u "throughput-test-13" --id "test-13" -f persistent -z 30',
    ["--id", "-f"],
    "-x 1 -y 2 -d test-13 -z 30 -u throughput-test-13",
  ),
  command(
    '-y0 -p -u "throughput-test-14" -s 1000 -C 1000000 --id "test-14" -f persistent',
    ["--id", "-f"],
    "-y 0 -p -u throughput-test-14 -h amqp://localhost -s 1000 -C 1000000 -d test-14",
  ),
  command(
    '-x0 -y10 -p -u "throughput-test-14" --id "test-15"',
    ["--id"],
    "-x 0 -y 10 -p -u throughput-test-14 -h amqp://localhost -d test-15",
  ),
  command("--shutdown-timeout 20", ["--shutdown-timeout"], "--drain-timeout 20s"),
  command("--queue-args x-max-length=10", ["--queue-args"], "--max-length 10"),
  command(
    "--queue-args x-max-length=10,x-dead-letter-exchange=some.exchange.name",
    ["--queue-args"],
    "--max-length 10 --dead-letter",
  ),
  command("--quorum-queue --queue qq", ["--quorum-queue"], "--queue-type quorum -u qq"),
  command("--stream-queue --queue sq", ["--stream-queue"], null),
  command("--message-properties priority=5,timestamp=2007-12-03T10:15:30+01:00", ["--message-properties"], null),
  command(
    "--consumers 0 --body content1.json,content2.json --body-content-type application/json",
    ["--consumers", "--body content1.json", "--body content2.json", "--body-content-type"],
    null,
  ),
  command("--json-body --size 16000", ["--json-body"], "--size 16000"),
  command("--rate 100", [], "--rate 100"),
  command(
    "--variable-rate 100:60 --variable-rate 1000:10 --variable-rate 500:15",
    ["--variable-rate"],
    "--rate 100:60s,1000:10s,500:15s",
  ),
  command("--size 4000", [], "--size 4000"),
  command(
    "--variable-size 1000:30 --variable-size 10000:20 --variable-size 5000:45",
    ["--variable-size"],
    "--size 1000,10000,5000 -z 30",
  ),
  command("--consumer-latency 1000", ["--consumer-latency"], "--skew uniform --heavy 1000us"),
  command(
    "--variable-latency 1000:60 --variable-latency 1000000:30",
    ["--variable-latency"],
    "--skew uniform --heavy 1ms,1s -z 30 -r 1",
  ),
  command(
    "--queue-pattern 'perf-test-%d' --queue-pattern-from 1 --queue-pattern-to 10 --producers 100 --consumers 100",
    [...PATTERN, "--consumers"],
    null,
  ),
  command(
    "--queue-pattern 'perf-test-%d' --queue-pattern-from 1 --queue-pattern-to 1000 --producers 1000 --consumers 3000 --heartbeat-sender-threads 10",
    [...PATTERN, "--consumers", "--heartbeat-sender-threads"],
    null,
  ),
  command("--publishing-interval 5", ["--publishing-interval"], "--rate 0.2 --tasks 12"),
  command(
    "--queue-pattern 'perf-test-%d' --queue-pattern-from 1 --queue-pattern-to 1000 --producers 1000 --consumers 1000 --publishing-interval 60 --producer-random-start-delay 1800 --producer-scheduler-threads 10 --consumers-thread-pools 10 --netty-threads 10",
    [
      ...PATTERN,
      "--consumers",
      "--publishing-interval",
      "--producer-random-start-delay",
      "--producer-scheduler-threads",
      "--consumers-thread-pools",
      "--netty-threads",
    ],
    null,
  ),
  command(
    "--producers 1 --consumers 0 --predeclared --routing-key rk --queue q --use-millis",
    ["--consumers", "--routing-key rk", "--use-millis"],
    null,
  ),
  command(
    "--producers 0 --consumers 1 --predeclared --routing-key rk --queue q --use-millis",
    ["--consumers", "--routing-key rk", "--use-millis"],
    null,
  ),
  command(
    "-x 0 -y 1 --predeclared --queue invoices --qos 200 --stream-consumer-offset first",
    ["--qos", "--stream-consumer-offset"],
    null,
  ),
  command(
    "--id auto-delete-vs-qq --expected-instances 2 --quorum-queue --queue qq",
    ["--id", "--expected-instances", "--quorum-queue"],
    "-d auto-delete-vs-qq --queue-type classic,quorum -u qq",
  ),
  command(
    "--id workload-1 --expected-instances 2 --instance-sync-namespace qa",
    ["--id", "--expected-instances", "--instance-sync-namespace"],
    "-d workload-1",
  ),
  command("-h amqps://localhost:5671", [], "-h amqps://localhost:5671"),
  command("--uri amqp://rabbitmq", [], "--uri amqp://rabbitmq"),
  command(
    "--uri amqps://some-uri:5671 --oauth2-token-endpoint https://example.com/api/auth/token --oauth2-client-id 12345 --oauth2-client-secret qwerty --oauth2-grant-type client_credentials --oauth2-parameters orgId=1212",
    [
      "--oauth2-token-endpoint",
      "--oauth2-client-id",
      "--oauth2-client-secret",
      "--oauth2-grant-type",
      "--oauth2-parameters",
    ],
    null,
  ),
  command("--env", ["-env"], "--help"),
  command("--metrics-help", ["--metrics-help"], null),
  command("--metrics-prometheus", ["--metrics-prometheus"], "--metrics-port 8080"),
  command(
    "--metrics-prometheus --metrics-prometheus-port 8090 --metrics-prometheus-endpoint perf-test-metrics",
    ["--metrics-prometheus", "--metrics-prometheus-port", "--metrics-prometheus-endpoint"],
    "--metrics-port 8090",
  ),
];
