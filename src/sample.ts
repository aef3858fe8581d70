/**
 * What the launcher measures outside the wall and sends to main, one JSON object a line, every few seconds.
 *
 * Deno refuses `/proc` and `/sys` to a restricted process, so main cannot look for itself.
 */
export interface Sample {
  /** Always `sample`. */
  readonly kind: "sample";
  /** Resident memory of main, in bytes. */
  readonly mainRssBytes: number;
  /** Resident memory of main's children together, in bytes. */
  readonly childrenRssBytes: number;
  /** Open file descriptors of main. */
  readonly descriptors: number;
  /** Most descriptors main may open. */
  readonly descriptorsMax: number;
  /** Memory the machine, or the container's cgroup, can still give, in bytes. */
  readonly memoryAvailableBytes: number;
  /** Memory of the machine, or the cgroup's limit, in bytes. */
  readonly memoryLimitBytes: number;
  /** Load average over one minute. */
  readonly load: number;
  /** Processor cores. */
  readonly cores: number;
}
