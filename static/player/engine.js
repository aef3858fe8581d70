import { loadMpegts } from "./mpegts_library.js";
import { createStreamLoader } from "./stream_loader.js";

const HLS = "application/vnd.apple.mpegurl";

/** The server's burst gives about 6 s; far more than that is a picture from the past, after a laptop slept. */
const LATENCY = {
  liveBufferLatencyChasing: true,
  liveBufferLatencyMaxLatency: 30,
  liveBufferLatencyMinRemain: 5,
};

/**
 * Plays a channel in a video element until the signal aborts; then nothing of it is left, on the wire or in memory.
 *
 * @param {HTMLVideoElement} video
 * @param {import("../server/parse.js").Channel} channel
 * @param {{signal: AbortSignal, onFault: (reason: string) => void}} options
 */
export async function playChannel(video, channel, { signal, onFault }) {
  const mpegts = await loadMpegts();
  if (signal.aborted) return;
  if (mpegts.getFeatureList().mseLivePlayback) playByMediaSource(mpegts, video, channel, { signal, onFault });
  else if (video.canPlayType(HLS)) playByHls(video, channel, { signal, onFault });
  else {throw new Error(
      `This browser plays no live streams. Open ${location.origin}${channel.tsPath} in VLC instead`,
    );}
}

function playByMediaSource(mpegts, video, channel, { signal, onFault }) {
  let refusal = "";
  const customLoader = createStreamLoader(mpegts, (reason) => refusal = reason);
  const source = { type: "mpegts", isLive: true, url: location.origin + channel.tsPath };
  const player = mpegts.createPlayer(source, {
    ...LATENCY,
    customLoader,
    autoCleanupSourceBuffer: true,
    autoCleanupMaxBackwardDuration: 60,
    autoCleanupMinBackwardDuration: 30,
    stashInitialSize: 128 * 1024,
  });
  player.on(
    mpegts.Events.ERROR,
    (_type, detail, info) => onFault(refusal || mediaReason(mpegts, detail, info)),
  );
  player.on(mpegts.Events.LOADING_COMPLETE, () => onFault("The server ended the stream"));
  signal.addEventListener("abort", () => player.destroy(), { once: true });
  player.attachMediaElement(video);
  player.load();
}

function playByHls(video, channel, { signal, onFault }) {
  const fail = () => onFault(video.error?.message || "The stream could not be played");
  video.addEventListener("error", fail, { signal });
  video.src = channel.hlsPath;
  signal.addEventListener("abort", () => {
    video.removeAttribute("src");
    video.load();
  }, { once: true });
}

function mediaReason({ ErrorDetails }, detail, info) {
  switch (detail) {
    case ErrorDetails.MEDIA_CODEC_UNSUPPORTED:
      return "This browser cannot decode the channel's picture or sound";
    case ErrorDetails.MEDIA_FORMAT_ERROR:
    case ErrorDetails.MEDIA_FORMAT_UNSUPPORTED:
      return "What arrived is no transport stream";
    default:
      return `The picture broke off (${info?.msg ?? detail})`;
  }
}
