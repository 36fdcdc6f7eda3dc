// How the processes of a fleet are started, so that they take little memory: options of Node and of the C library.

/**
 * First, MB of each half of V8's young generation, instead of 16: a frame lives for one turn of the event loop and refers to no
 * buffer of its own, so a larger one takes memory and saves no CPU time. Second, threads of V8 instead of 4: there is hardly
 * anything to compile and to collect beside the event loop. Measured in docs/performance.md.
 */
export const CHILD_ARGUMENTS: readonly string[] = ["--max-semi-space-size=1", "--v8-pool-size=1"];

/** One arena of glibc's malloc instead of one for each thread, which keeps what its thread has freed: 1 to 2 MB a process. */
export const CHILD_ENVIRONMENT: Readonly<Record<string, string>> = { MALLOC_ARENA_MAX: "1" };
