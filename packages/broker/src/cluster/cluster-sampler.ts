// Samples queues on all nodes of a cluster, and passes on the samples of one node that serves clients and sees the
// majority. The memory of the nodes is their sum.
import type { QueueSample, QueueSampler } from "../control/sampler.ts";

/** Four sampling intervals: another node takes over from one that does not report. */
const SILENCE_NS = 1_000_000_000;

interface SampledNode {
  readonly running: boolean;
  sampleQueues(queues: readonly string[]): QueueSampler;
}

interface SampledCluster {
  readonly nodes: readonly SampledNode[];
  /** The nodes that serve clients and see the majority. */
  readonly available: readonly SampledNode[];
}

export function sampleCluster(cluster: SampledCluster, queues: readonly string[]): QueueSampler {
  const samplers = cluster.nodes.map((node) => ({ node, sampler: node.sampleQueues(queues) }));
  const newest = new Map<SampledNode, QueueSample>();
  let reporter: SampledNode | undefined;
  /** Of the last sample that was passed on. */
  let passed = 0;
  return {
    read() {
      const taken = new Map(samplers.map(({ node, sampler }) => [node, sampler.read()]));
      for (const [node, samples] of taken) {
        const last = samples.at(-1);
        if (last !== undefined) newest.set(node, last);
      }
      reporter = reporterOf(cluster.available, newest, reporter);
      const others = [...newest].filter(([node]) => node !== reporter && node.running).map(([, sample]) => sample);
      // After a change of the reporter, only what is newer than the samples of the old one.
      const fresh = (reporter && taken.get(reporter))?.filter(({ at }) => at > passed) ?? [];
      passed = fresh.at(-1)?.at ?? passed;
      return fresh.map((sample) => withMemoryOf(others, sample));
    },
    [Symbol.dispose]() {
      for (const { sampler } of samplers) sampler[Symbol.dispose]();
    },
  };
}

/** The last reporter, unless it cannot report any more, or is silent while another one reports. */
function reporterOf(
  available: readonly SampledNode[],
  newest: ReadonlyMap<SampledNode, QueueSample>,
  last: SampledNode | undefined,
): SampledNode | undefined {
  const at = (node: SampledNode | undefined): number => (node === undefined ? 0 : (newest.get(node)?.at ?? 0));
  const [best] = available.toSorted((a, b) => at(b) - at(a));
  const isKept = last !== undefined && available.includes(last) && at(best) - at(last) < SILENCE_NS;
  return isKept ? last : best;
}

function withMemoryOf(others: readonly QueueSample[], sample: QueueSample): QueueSample {
  const sum = (figure: "nodeBytes" | "binaryBytes"): number =>
    others.reduce((total, other) => total + other[figure], sample[figure]);
  return { ...sample, nodeBytes: sum("nodeBytes"), binaryBytes: sum("binaryBytes") };
}
