/**
 * Every figure the program publishes at `/metrics`.
 *
 * @module
 */
export { type MetricName, METRICS, type MetricSpec } from "./names.ts";
export { createMetrics, type LabelArguments, type LabelsOf, type Metrics, type NamesOf } from "./registry.ts";
