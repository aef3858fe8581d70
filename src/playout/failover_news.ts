import type { InputsEffect } from "../inputs/mod.ts";
import type { FailoverParts } from "./failover_parts.ts";

/** Effects that are only told of. */
export type FailoverNews = Exclude<
  InputsEffect,
  { readonly kind: "open" | "adopt" | "commit" | "close" | "probe" | "refused" }
>;

/** Tells whoever has to know what the failover machine decided: log, figures, listeners, and the gate. */
export function tellFailover(
  { log, metrics, events, gate, channel }: Pick<
    FailoverParts,
    "log" | "metrics" | "events" | "gate" | "channel"
  >,
  news: FailoverNews,
): void {
  const channelId = channel.id;
  switch (news.kind) {
    case "switched": {
      const { from, to, reason, detail } = news;
      log.info("Failover: another input is on air", { from, to, reason, detail });
      metrics.count("failovers_total", { channel_id: channelId, reason });
      return events.publish({ kind: "input_failover", channelId, from, to, reason });
    }
    case "degraded":
    case "respawned":
      // A channel that shows its programme from another copy has not failed.
      if (!news.isCovered) gate.noteFailure(channelId);
      metrics.count("stream_failure_total", { channel_id: channelId });
      return log.warn("Playout: an input failed", { input: news.id, reason: news.detail });
    case "parked":
      log.warn("Failover: an input is parked", { input: news.id, host: news.host });
      return events.publish({ kind: "input_parked", channelId, inputId: news.id });
    case "resumed":
      log.info("Failover: an input is back", { input: news.id, host: news.host });
      return events.publish({ kind: "input_resumed", channelId, inputId: news.id });
    case "exhausted":
      log.warn("Failover: no input is left, a card covers");
      return events.publish({ kind: "channel_exhausted", channelId });
    case "restored":
      log.info("Failover: an input airs again");
      return events.publish({ kind: "channel_restored", channelId });
    case "stale":
      return metrics.count("stale_events_total", { channel_id: channelId });
  }
}
