/** What is known of a metric before it has a value. */
export interface MetricSpec {
  /** How its value moves. */
  readonly type: "counter" | "gauge" | "histogram";
  /** One sentence for whoever reads `/metrics`. */
  readonly help: string;
  /** What one of it is; `bytes` and `seconds` also stand in the name. */
  readonly unit: string;
  /** Names of its labels. */
  readonly labels: readonly string[];
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

/** Waiting times a viewer notices: a frame, a blink, a remote control put down. */
const WAIT_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** Some pieces of a guide changed, or all of a thousand channels did. */
const PROOF_BUCKETS = [0.5, 1, 2.5, 5, 10, 30, 60, 120] as const;

/** Every metric of the program, without the prefix `exstreamtv_`. */
export const METRICS = {
  ffmpeg_processes_active: {
    type: "gauge",
    help: "FFmpeg processes leased right now.",
    unit: "processes",
    labels: [],
  },
  ffmpeg_spawn_pending: {
    type: "gauge",
    help: "Requests that wait for an FFmpeg process.",
    unit: "requests",
    labels: [],
  },
  ffmpeg_spawn_rejected_total: {
    type: "counter",
    help: "Requests for an FFmpeg process that were refused, by reason: memory, fd or capacity.",
    unit: "requests",
    labels: ["reason"],
  },
  ffmpeg_spawn_timeout_total: {
    type: "counter",
    help: "Requests for an FFmpeg process that waited too long.",
    unit: "requests",
    labels: [],
  },
  ffmpeg_pool_pressure_events_total: {
    type: "counter",
    help: "Times the pool of FFmpeg processes was full or guarded when one was wanted.",
    unit: "events",
    labels: [],
  },
  hardware_encoder_failures_total: {
    type: "counter",
    help: "Times a hardware encoder was tried in vain, at the start or for a programme, by encoder.",
    unit: "tries",
    labels: ["encoder"],
  },
  encoder_in_use: {
    type: "gauge",
    help: "Whether an encoder makes the pictures of what begins now: 1 for one, 0 for the others.",
    unit: "encoders",
    labels: ["encoder"],
  },
  pool_acquisition_latency_seconds: {
    type: "gauge",
    help: "How long the latest lease of an FFmpeg process was waited for.",
    unit: "seconds",
    labels: [],
  },
  channel_memory_bytes: {
    type: "gauge",
    help: "Stream bytes held in memory for a channel.",
    unit: "bytes",
    labels: ["channel_id"],
  },
  channel_lead_seconds: {
    type: "gauge",
    help: "How far a channel's output is made ahead of the clock; below zero it is late.",
    unit: "seconds",
    labels: ["channel_id"],
  },
  stream_success_total: {
    type: "counter",
    help: "Programmes whose FFmpeg delivered a picture.",
    unit: "programmes",
    labels: ["channel_id"],
  },
  stream_failure_total: {
    type: "counter",
    help: "Programmes whose FFmpeg failed.",
    unit: "programmes",
    labels: ["channel_id"],
  },
  failovers_total: {
    type: "counter",
    help: "Times another input took over inside a programme, by channel and reason.",
    unit: "switches",
    labels: ["channel_id", "reason"],
  },
  inputs_parked: {
    type: "gauge",
    help: "Inputs of all channels that are left alone because they fail too often.",
    unit: "inputs",
    labels: [],
  },
  stale_events_total: {
    type: "counter",
    help: "Late words of inputs that had been replaced, which changed nothing.",
    unit: "events",
    labels: ["channel_id"],
  },
  channel_restart_total: {
    type: "counter",
    help: "Restarts of a channel: its playout torn down and up again.",
    unit: "restarts",
    labels: ["channel_id"],
  },
  channel_restart_refused_total: {
    type: "counter",
    help:
      "Restarts that were asked for and refused, by reason: throttle, cooldown, breaker, in_progress, unknown_channel.",
    unit: "requests",
    labels: ["reason"],
  },
  restart_rate_per_minute: {
    type: "gauge",
    help: "Restarts of all channels in the last 60 seconds.",
    unit: "restarts",
    labels: [],
  },
  circuit_breaker_state: {
    type: "gauge",
    help: "Whether a channel that fails is left alone: 0 closed, 1 half-open, 2 open.",
    unit: "state",
    labels: ["channel_id"],
  },
  health_timeouts_total: {
    type: "counter",
    help: "Times a channel was found without output for too long.",
    unit: "findings",
    labels: [],
  },
  playout_rebuild_total: {
    type: "counter",
    help: "Timelines rebuilt after they had been published.",
    unit: "rebuilds",
    labels: [],
  },
  placeholder_title_generated_total: {
    type: "counter",
    help: "Programmes whose title had to be made up.",
    unit: "programmes",
    labels: ["channel_id"],
  },
  metadata_lookup_success_total: {
    type: "counter",
    help: "Look-ups of an item at one source of metadata that found it.",
    unit: "lookups",
    labels: [],
  },
  metadata_lookup_failure_total: {
    type: "counter",
    help: "Look-ups of an item at one source of metadata that found nothing, or could not be made.",
    unit: "lookups",
    labels: [],
  },
  guide_programmes_total: {
    type: "counter",
    help: "Programmes written into guides; to divide other counters by.",
    unit: "programmes",
    labels: [],
  },
  xmltv_validation_error_total: {
    type: "counter",
    help: "Faults found in guides before they were published.",
    unit: "faults",
    labels: [],
  },
  xmltv_lineup_mismatch_total: {
    type: "counter",
    help: "Channels that guide and lineup did not agree on.",
    unit: "channels",
    labels: [],
  },
  guide_proof_seconds: {
    type: "histogram",
    help: "Time it took to make and prove a guide.",
    unit: "seconds",
    labels: [],
    buckets: PROOF_BUCKETS,
  },
  guide_proof_total: {
    type: "counter",
    help: "Proofs of guides, by result: verified, failed or timeout.",
    unit: "proofs",
    labels: ["result"],
  },
  guide_repairs_total: {
    type: "counter",
    help: "Entries of guides that were put right before they were proved, by kind.",
    unit: "repairs",
    labels: ["kind"],
  },
  guide_drift_seconds: {
    type: "gauge",
    help: "How much later than the guide says the programme on air began; below 0 if earlier.",
    unit: "seconds",
    labels: ["channel_id"],
  },
  system_rss_bytes: {
    type: "gauge",
    help: "Resident memory of the server process.",
    unit: "bytes",
    labels: [],
  },
  fd_usage: {
    type: "gauge",
    help: "Open file descriptors of the server process.",
    unit: "descriptors",
    labels: [],
  },
  event_loop_lag_seconds: {
    type: "gauge",
    help: "How late the latest timer ran.",
    unit: "seconds",
    labels: [],
  },
  db_pool_checked_out: {
    type: "gauge",
    help: "Database connections used since the last scrape.",
    unit: "connections",
    labels: [],
  },
  db_pool_size: {
    type: "gauge",
    help: "Most database connections open at the same time since the last scrape; a backup has its own.",
    unit: "connections",
    labels: [],
  },
  viewers: {
    type: "gauge",
    help: "Clients that watch a channel.",
    unit: "viewers",
    labels: ["channel_id"],
  },
  tuners_in_use: {
    type: "gauge",
    help: "Tuners with at least one viewer.",
    unit: "tuners",
    labels: [],
  },
  viewer_dropped_bytes_total: {
    type: "counter",
    help: "Stream bytes that slow viewers lost.",
    unit: "bytes",
    labels: [],
  },
  splice_joints_total: {
    type: "counter",
    help: "Places where one input followed another.",
    unit: "joints",
    labels: [],
  },
  splice_gap_seconds: {
    type: "histogram",
    help: "Media time between the last picture before a joint and the first after it, beyond one frame.",
    unit: "seconds",
    labels: [],
    buckets: [0.001, 0.005, 0.01, 0.02, 0.04, 0.08, 0.2, 0.5, 1, 2],
  },
  first_byte_seconds: {
    type: "histogram",
    help: "Time from a viewer's request to its first byte.",
    unit: "seconds",
    labels: [],
    buckets: WAIT_BUCKETS,
  },
  first_content_seconds: {
    type: "histogram",
    help: "Time from a viewer's request to the first picture that is no slate.",
    unit: "seconds",
    labels: [],
    buckets: WAIT_BUCKETS,
  },
  slate_seconds_total: {
    type: "counter",
    help:
      "Media time a channel showed a slate, by reason: tuning, unavailable, between, off_air, getting_ready, up_next, paused.",
    unit: "seconds",
    labels: ["channel_id", "reason"],
  },
  fanout_bytes_total: {
    type: "counter",
    help: "Stream bytes handed to viewers.",
    unit: "bytes",
    labels: [],
  },
  ready_cache_hits_total: {
    type: "counter",
    help: "Openings of a programme that needs encoding which the ready-cache served.",
    unit: "openings",
    labels: [],
  },
  ready_cache_misses_total: {
    type: "counter",
    help: "Openings of a programme that needs encoding which was encoded while it aired.",
    unit: "openings",
    labels: [],
  },
  ready_cache_corrupt_total: {
    type: "counter",
    help: "Files of the ready-cache that turned out to be gone, cut or altered.",
    unit: "files",
    labels: [],
  },
  ready_cache_encoded_total: {
    type: "counter",
    help: "Programmes encoded ahead of their time, by result: done or failed.",
    unit: "programmes",
    labels: ["result"],
  },
  ready_cache_bytes: {
    type: "gauge",
    help: "Disk the ready-cache takes.",
    unit: "bytes",
    labels: [],
  },
  ready_cache_entries: {
    type: "gauge",
    help: "Programmes in the ready-cache.",
    unit: "programmes",
    labels: [],
  },
  loudness_measured_total: {
    type: "counter",
    help: "Sound tracks whose loudness was measured, by result: done, silent or failed.",
    unit: "tracks",
    labels: ["result"],
  },
  breaks_searched_total: {
    type: "counter",
    help: "Items searched for places to interrupt them, by result: edl, chapters, detected, none or failed.",
    unit: "items",
    labels: ["result"],
  },
  edl_lines_skipped_total: {
    type: "counter",
    help: "Lines of EDL files that cannot be used, by reason: fields, time, frame_rate, order or action.",
    unit: "lines",
    labels: ["reason"],
  },
  stalled_sockets: {
    type: "gauge",
    help: "Connections whose client takes nothing and that cannot be closed.",
    unit: "sockets",
    labels: [],
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

/** The names in {@link METRICS}. */
export type MetricName = keyof typeof METRICS;
