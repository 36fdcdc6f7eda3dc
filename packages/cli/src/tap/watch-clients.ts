// The main flow of `tap`: checks outputs and broker, listens, shows what passes, and writes the report at the end.
import { resolve } from "node:path";
import { tlsOptions } from "@fairhare/amqp";
import { ExitCode, formatListenAddress, isLoopback, parseAmqpUri, redactAmqpUri } from "@fairhare/core";
import { endedPageState, openTapPage, renderTapPage, type TapIdentity, type TapPage } from "@fairhare/dashboard";
import { evaluateTapThresholds, Observer, renderTap, TAP_SCHEMA, TapHistory, type TapResults } from "@fairhare/observe";
import type { Upstream } from "@fairhare/proxy";
import { sealedJson } from "@fairhare/store";
import type { Cli } from "../cli.ts";
import { type ExportFile, prepareFiles, writeExports } from "../output/export-files.ts";
import { exitCodeWith, OutputNotWritableError, problemsOf, showProblems } from "../output/output-problems.ts";
import { chosenDirectoryOf, datedDirectoryOf, type ReportKind, type ReportPlace } from "../output/report-directory.ts";
import { pageSentence } from "../output/page-sentence.ts";
import { withTextOnError } from "../terminal/terminal.ts";
import { meetBroker } from "./meet-broker.ts";
import { openTap } from "./open-tap.ts";
import { presentTap, presentThresholds } from "./present-tap.ts";
import { showTap } from "./tap-display.ts";
import type { TapPlan } from "./tap-plan.ts";
import { RECORD_MS, TapRecorder } from "./tap-recorder.ts";

export async function watchClients(plan: TapPlan, version: string, given: Cli): Promise<void> {
  const cli = plan.exportJson === "-" ? { ...given, terminal: withTextOnError(given.terminal) } : given;
  const { err } = cli.terminal;
  let recorder: TapRecorder | undefined;
  const outputs = prepareOutputs(plan, cli, () => recorder?.history);
  const upstream = upstreamOf(plan.uri);
  await meetBroker(plan.uri, upstream, cli.interruption.signal);
  const startedAt = cli.now();
  const observer = new Observer(now());
  const record = (recorder = new TapRecorder(observer, now));
  let listen = plan.listen;
  const identity = (): TapIdentity => ({
    uri: redactAmqpUri(plan.uri),
    listen: formatListenAddress(listen),
    startedAt: startedAt.toISOString(),
    fairhare: version,
  });
  await using page = plan.uiPort === null ? null : await openPage(plan.uiPort, plan, identity, record);
  const results = await (async (): Promise<TapResults> => {
    // The end of the tap resets the connections of its clients; what they did before is counted by then.
    await using tap = await openTap(upstream, plan.listen, observer, now);
    listen = { ...plan.listen, port: tap.port };
    if (page !== null) err.line(pageSentence(page, plan.uiListen, "the tap"));
    if (!plan.isQuiet) for (const sentence of introduction(plan, listen)) err.line(sentence);
    const display = plan.isProgressShown ? showTap(err, { view: () => record.view(), every }) : undefined;
    const stop = every(RECORD_MS, () => {
      const recorded = record.record();
      if (recorded !== undefined) page?.update(recorded.view, recorded.rates);
    });
    const endedBy = await untilTheEnd(plan.seconds, cli.interruption.signal).finally(() => {
      stop();
      display?.end();
    });
    const at = now();
    const view = observer.view(at);
    const found = observer.findings(view, at);
    record.history.add(view, found.findings);
    return {
      schema: TAP_SCHEMA,
      ...identity(),
      endedAt: cli.now().toISOString(),
      endedBy,
      ...view,
      ...found,
      thresholds: evaluateTapThresholds(plan.thresholds, view),
    };
  })();
  const directory = await finish(results, outputs, plan, cli, given);
  await page?.end(results, directory);
}

const openPage = (
  port: number,
  { uiListen }: TapPlan,
  identity: () => TapIdentity,
  recorder: TapRecorder,
): Promise<TapPage> =>
  openTapPage({ port, listen: uiListen, identity, history: recorder.history, view: () => recorder.view() });

/** Nanoseconds. */
const now = (): number => performance.now() * 1e6;

interface TapOutputs {
  readonly report: ReportPlace<TapResults>;
  readonly exports: readonly ExportFile<TapResults>[];
}

/** Checked before the tap begins. @throws OutputNotWritableError with all problems. */
function prepareOutputs(
  { directory, exportJson }: TapPlan,
  cli: Cli,
  historyOf: () => TapHistory | undefined,
): TapOutputs {
  const kind: ReportKind<TapResults> = {
    render: renderTap,
    dataFile: "tap.json",
    renderPage: (results) => renderTapPage(endedPageState(results, historyOf() ?? new TapHistory())),
  };
  let report: ReportPlace<TapResults> | undefined;
  let exports: readonly ExportFile<TapResults>[] = [];
  const problems = [
    ...problemsOf(() => {
      report =
        directory === null
          ? datedDirectoryOf(cli.homeDirectory, "tap", cli.now(), kind)
          : chosenDirectoryOf(resolve(cli.userDirectory, directory), kind);
    }),
    ...problemsOf(() => {
      exports = prepareFiles([["--export-json", exportJson, sealedJson]], cli.userDirectory);
    }),
  ];
  if (report === undefined || problems.length > 0) throw new OutputNotWritableError(problems);
  return { report, exports };
}

function upstreamOf(text: string): Upstream {
  const { uri, problem } = parseAmqpUri(text);
  if (uri === undefined) throw new Error(`the URI of the broker is not valid: ${problem}`);
  const { scheme, host, port } = uri;
  return { host, port, ...(scheme === "amqps" ? { tls: tlsOptions(uri) } : {}) };
}

function introduction({ uri, seconds }: TapPlan, listen: TapPlan["listen"]): string[] {
  const end = seconds === null ? "Ctrl-C ends the tap" : `The tap ends after ${seconds} s, or with Ctrl-C`;
  return [
    `Let clients connect to amqp://${formatListenAddress(listen)} instead of ${redactAmqpUri(uri)}, with the same user and virtual host.`,
    ...(isLoopback(listen)
      ? []
      : [
          `It listens on ${listen.host}: other machines can connect, and their connections to the tap are not encrypted.`,
        ]),
    `${end} and the connections through it, and writes the report.`,
  ];
}

function untilTheEnd(seconds: number | null, signal: AbortSignal): Promise<TapResults["endedBy"]> {
  return new Promise((end) => {
    const interrupted = (): void => {
      clearTimeout(timer);
      end("interruption");
    };
    const timer = setTimeout(
      () => {
        signal.removeEventListener("abort", interrupted);
        end("time");
      },
      seconds === null ? MOST_TIMER_MS : seconds * 1_000,
    );
    if (signal.aborted) interrupted();
    else signal.addEventListener("abort", interrupted, { once: true });
  });
}

/** The longest timer of Node, 24.8 days. */
const MOST_TIMER_MS = 2 ** 31 - 1;

function every(milliseconds: number, act: () => void): () => void {
  const timer = setInterval(act, milliseconds).unref();
  return () => clearInterval(timer);
}

/** Ctrl-C is a normal end of the tap; only thresholds can fail it. */
async function finish(
  results: TapResults,
  outputs: TapOutputs,
  plan: TapPlan,
  cli: Cli,
  given: Cli,
): Promise<string | undefined> {
  const { out, err } = cli.terminal;
  const failed = await writeExports(outputs.exports, results, given.terminal.out.document);
  const { directory, problems } = outputs.report.write(results);
  if (!plan.isQuiet) {
    presentTap(results, out);
    if (directory !== undefined) out.line(`Report: ${directory}`);
  }
  presentThresholds(results, out);
  const all = [...failed, ...problems];
  showProblems(all, null, err);
  const code = results.thresholds.every(({ ok }) => ok) ? ExitCode.pass : ExitCode.fail;
  cli.endWith(exitCodeWith(all, code));
  return directory;
}
