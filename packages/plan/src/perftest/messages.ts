// PerfTest's options of publishing and of messages.
import { equivalent, type PerfTestOption, refused, works } from "./perftest-option.ts";

const BODY = "Random JSON bodies are not generated. Use --body FILE with a body of your own, and {{task}} in it.";

export const MESSAGE_OPTIONS: readonly PerfTestOption[] = [
  works("r, rate", "one", "rate"),
  equivalent(
    "vr, variable-rate",
    "one",
    "--rate",
    "One list with units: --rate 100:60s,1000:10s. The last rate holds; the schedule does not start again.",
  ),
  equivalent("P, publishing-interval", "one", "--rate", "An interval of 5 s is --rate 0.2."),
  works("s, size", "one", "size", "0, the default, is the shortest body that fits."),
  refused(
    "vs, variable-size",
    "one",
    "The size does not depend on the time. Use a mix, such as --size 1000:0.5,10000:0.5, or a list for a trial with each size.",
  ),
  equivalent(
    "f, flag",
    "one",
    "--durability persistent",
    "This is the default, and every message is published as mandatory.",
  ),
  works("c, confirm", "one", "confirm", "0, the default, disables confirms, not -1."),
  equivalent("ct, confirm-timeout", "one", "--run-timeout", "It limits the whole run; its value needs a unit: 30s."),
  refused("m, ptxsize", "one", "AMQP transactions are not measured. Use publisher confirms: --confirm."),
  equivalent("B, body", "one", "--body", "Several files are a mix with weights: --body a.json:1,b.json:1."),
  equivalent("T, body-content-type", "one", "--content-type"),
  refused("jb, json-body", "none", BODY),
  refused("bfc, body-field-count", "one", BODY),
  refused("bc, body-count", "one", BODY),
  equivalent(
    "mp, message-properties",
    "one",
    "--property",
    "One for each property; a header is --property header.NAME=VALUE.",
  ),
];
