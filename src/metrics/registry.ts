import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { known } from "../invariant.ts";
import { type MetricName, METRICS, type MetricSpec } from "./names.ts";

/** Names of the metrics of one type. */
export type NamesOf<Type extends MetricSpec["type"]> = {
  [Name in MetricName]: (typeof METRICS)[Name]["type"] extends Type ? Name : never;
}[MetricName];

/** The labels a metric demands; none for most. */
export type LabelsOf<Name extends MetricName> = (typeof METRICS)[Name]["labels"] extends readonly []
  ? Readonly<Record<string, never>>
  : Readonly<Record<(typeof METRICS)[Name]["labels"][number], string>>;

/** Arguments after the fixed ones, by name: the labels, which only a metric without any may leave out. */
export type LabelArguments<Type extends MetricSpec["type"], Rest extends unknown[] = []> = {
  [Name in NamesOf<Type>]: (typeof METRICS)[Name]["labels"] extends readonly []
    ? [labels?: LabelsOf<Name>, ...rest: Rest]
    : [labels: LabelsOf<Name>, ...rest: Rest];
};

/** Where the program counts. A misspelt name or label does not compile. */
export interface Metrics {
  /**
   * Adds to a counter.
   *
   * @param name The counter.
   * @param rest Its labels, and how much to add if not 1; at least 0.
   */
  count<Name extends NamesOf<"counter">>(
    name: Name,
    ...rest: LabelArguments<"counter", [by?: number]>[Name]
  ): void;
  /** Sets a gauge. */
  set<Name extends NamesOf<"gauge">>(name: Name, value: number, ...rest: LabelArguments<"gauge">[Name]): void;
  /** Adds an observation to a histogram. */
  observe<Name extends NamesOf<"histogram">>(
    name: Name,
    value: number,
    ...rest: LabelArguments<"histogram">[Name]
  ): void;
  /** Runs `update` before every exposition until disposed: for gauges that are only worth reading when asked for. */
  beforeExpose(update: () => void): Disposable;
  /** Everything in Prometheus' text format 0.0.4. */
  expose(): Promise<string>;
}

/** Metrics of their own, all at zero; the program makes one set, each test another. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const updates = new Set<() => void>();
  for (const [name, spec] of Object.entries<MetricSpec>(METRICS)) {
    const options = {
      name: `exstreamtv_${name}`,
      help: spec.help,
      labelNames: spec.labels,
      registers: [registry],
    };
    if (spec.type === "counter") counters.set(name, new Counter(options));
    else if (spec.type === "gauge") gauges.set(name, new Gauge(options));
    else histograms.set(name, new Histogram({ ...options, buckets: [...spec.buckets ?? []] }));
  }
  return {
    count: (name, ...[labels, by]) => known(counters.get(name), name).inc(labels ?? {}, by ?? 1),
    set: (name, value, ...[labels]) => known(gauges.get(name), name).set(labels ?? {}, value),
    observe: (name, value, ...[labels]) => known(histograms.get(name), name).observe(labels ?? {}, value),
    beforeExpose(update) {
      updates.add(update);
      return { [Symbol.dispose]: () => void updates.delete(update) };
    },
    expose() {
      for (const update of updates) update();
      return registry.metrics();
    },
  };
}
