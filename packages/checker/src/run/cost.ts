// What a run cost: CPU time, memory, bytes on the wire and on the disk.
import { Role } from "@fairhare/protocol";
import type { RunResult } from "@fairhare/results";
import type { Checker } from "../checker.ts";
import { type ProcessTrace, totalsOf, tracesOf } from "../history/process-trace.ts";
import { ledgerOf } from "../ledger/ledger.ts";

/** A number is null without samples. */
export const checkCost: Checker<RunResult["cost"]> = (history, settings) => {
  const sampled = tracesOf(history).filter(({ cpuSeconds }) => cpuSeconds !== null);
  const workers = sampled.filter(({ role }) => role === Role.worker);
  const { broker, own } = history.log;
  const { completed, foreignCompleted } = ledgerOf(history, settings).ledger;
  const per1000Tasks = (seconds: number | null): number | null =>
    seconds === null || completed + foreignCompleted === 0 ? null : (seconds * 1e6) / (completed + foreignCompleted);
  const isSinceBegin = sampled.some(({ startCpuSeconds }) => startCpuSeconds !== null);
  const cpuSeconds = sum(sampled.map((trace) => trace.cpuSeconds ?? 0));
  const startSeconds = sum(sampled.map((trace) => trace.startCpuSeconds ?? 0)) ?? 0;
  return {
    clientCpuSeconds: cpuSeconds,
    clientPeakRssBytes: sum(peaksOf(sampled)),
    brokerCpuSeconds: broker.cpuSeconds,
    brokerPeakRssBytes: broker.peakRssBytes,
    clientCpuMsPer1000Tasks: cpuSeconds === null || !isSinceBegin ? null : per1000Tasks(cpuSeconds - startSeconds),
    brokerCpuMsPer1000Tasks: per1000Tasks(broker.cpuSeconds),
    workerPeakRssBytes: peaksOf(workers)[0] ?? null,
    orchestratorCpuSeconds: own.length < 2 ? null : (own.at(-1)?.cpuSeconds ?? 0) - (own[0]?.cpuSeconds ?? 0),
    clientSentBytes: sum(sampled.flatMap(({ sentBytes }) => sentBytes ?? [])),
    clientReceivedBytes: sum(sampled.flatMap(({ receivedBytes }) => receivedBytes ?? [])),
    brokerDiskBytes: broker.diskBytes,
    historyBytes: sum(history.found.all.map(({ size }) => size)),
  };
};

/** Of each process, over its incarnations; the largest first. */
const peaksOf = (traces: readonly ProcessTrace[]): number[] =>
  totalsOf(traces, ({ peakRssBytes }) => peakRssBytes ?? 0, Math.max).map(({ value }) => value);

/** Null if nothing was measured. */
const sum = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((total, value) => total + value, 0);
