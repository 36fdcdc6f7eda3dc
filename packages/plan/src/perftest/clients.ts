// PerfTest's options of producers, consumers and the time that they run.
import { equivalent, type PerfTestOption, refused, works } from "./perftest-option.ts";

const ONE_COMMAND = "One command starts all producers and workers of a run. Remove it.";
const THREADS = "Each producer and worker is a process of its own, without threads to configure. Remove it.";

export const CLIENT_OPTIONS: readonly PerfTestOption[] = [
  works("x, producers", "one", "producers", "0 only consumes; it needs -u."),
  works("y, consumers", "one", "workers", "0 only publishes; it needs -u."),
  refused("X, producer-channel-count", "one", "Each producer has one channel. Use more producers: --producers."),
  refused("Y, consumer-channel-count", "one", "Each worker has one channel. Use more workers: --workers."),
  equivalent("S, slow-start", "none", "--ramp-up", "It is the time for all workers: 1s for each worker."),
  equivalent("csd, consumer-start-delay", "one", "--backlog", "It starts the workers when all tasks are published."),
  refused(
    "prsd, producer-random-start-delay",
    "one",
    "At a --rate, producers publish in turn and not in step. Use --pace poisson for random gaps.",
  ),
  refused("ei, expected-instances", "one", ONE_COMMAND),
  refused("isn, instance-sync-namespace", "one", ONE_COMMAND),
  refused("ist, instance-sync-timeout", "one", ONE_COMMAND),
  refused("hst, heartbeat-sender-threads", "one", THREADS),
  refused("pst, producer-scheduler-threads", "one", THREADS),
  refused("ctp, consumers-thread-pools", "one", THREADS),
  refused("niot, nio-threads", "one", THREADS),
  refused("niotp, nio-thread-pool", "one", THREADS),
  refused("nty, netty", "none", THREADS),
  refused("ntyt, netty-threads", "one", THREADS),
  refused("ntyep, netty-epoll", "none", THREADS),
  refused("ntykq, netty-kqueue", "none", THREADS),
];

export const DURATION_OPTIONS: readonly PerfTestOption[] = [
  works("z, time", "one", "time", "Ends the publishing; the run then drains its queue."),
  works("C, pmessages", "one", "tasksPerProducer", "Without -C and -z, a run has 200 tasks."),
  equivalent("D, cmessages", "one", "--tasks", "It is the total of all producers."),
  refused("ew, exit-when", "one", "Every run ends when all its tasks are accounted for. Remove it."),
  equivalent("st, shutdown-timeout", "one", "--drain-timeout", "Its value needs a unit: 20s."),
];
