import { announce } from "./base/announce.js";
import { ChannelsView } from "./channels/channels_view.js";
import { showConnect } from "./connect/connect_view.js";
import { GuideView } from "./guide/guide_view.js";
import { HealthView } from "./health/health_view.js";
import { PlayerDialog } from "./player/player_dialog.js";
import { SchedulesView } from "./schedules/schedules_view.js";
import { airingAt } from "./server/airing.js";
import { serverNow } from "./server/clock.js";
import { LiveEvents } from "./server/live_events.js";
import { Refresh } from "./server/refresh.js";
import { Store } from "./server/store.js";
import { showBanner } from "./shell/banner.js";
import { showChips } from "./shell/chips.js";
import { showMasthead } from "./shell/masthead.js";
import { TokenDialog } from "./shell/token_dialog.js";
import { tokenGate } from "./shell/token_gate.js";
import { startViews } from "./shell/views.js";

/** Events after which what the page shows may be out of date. */
const NUDGES = [
  ...["channel_state", "joint", "timeline_rebuilt", "guide_published", "scan_finished"],
  ...["input_failover", "input_parked", "input_resumed", "channel_exhausted", "channel_restored"],
];

const store = new Store();
const events = new LiveEvents();
const refresh = new Refresh(store, events);

const player = new PlayerDialog();
const play = (channel) => player.open(channel, store.snapshot.channels ?? [channel]);
const channels = new ChannelsView(document.getElementById("view-channels"), play);
const guide = new GuideView(document.getElementById("view-guide"), play);
const health = new HealthView(document.getElementById("view-health"));
const tokenDialog = new TokenDialog(() => {
  // So that another refusal counts as a change, and the dialog comes back.
  store.update({ link: { state: "connecting", reason: "", sinceMs: Date.now() } });
  events.retry();
  refresh.nudge();
});
const schedules = new SchedulesView(document.getElementById("view-schedules"), {
  store,
  gate: tokenGate(tokenDialog),
  onSaved: () => refresh.nudge(),
});
showConnect(document.getElementById("view-connect"), store);
const tickMasthead = showMasthead();
const tickChips = showChips(document.getElementById("chips"), store);
showBanner(document.getElementById("banner"), store, { onUnlock: () => tokenDialog.open() });
startViews({
  guide: () => guide.show(),
  schedules: (part) => schedules.show(part),
  health: (part) => health.show(part),
});

store.subscribe((snapshot) => {
  channels.update(snapshot);
  guide.update(snapshot);
  schedules.update(snapshot);
  health.update(snapshot);
  player.update(snapshot.channels ?? []);
});
watchLink();
listen();
setInterval(tick, 1_000);
tick();
events.run();
refresh.run();

function tick() {
  const nowMs = serverNow();
  tickMasthead(nowMs);
  tickChips(nowMs);
  channels.tick(nowMs);
  guide.tick(nowMs);
  player.tick(nowMs);
  const all = store.snapshot.channels ?? [];
  if (all.some((channel) => airingAt(channel, nowMs).isOver)) refresh.nudge();
}

function watchLink() {
  let before = "connecting";
  store.subscribe(({ link }) => {
    if (link.state === before) return;
    if (link.state === "away") announce("The server does not answer. The last known state stays on screen.");
    if (link.state === "online" && before !== "connecting") announce("The server is back.");
    if (link.state === "locked") tokenDialog.open();
    if (link.state === "online") tokenDialog.close();
    before = link.state;
  });
}

function listen() {
  for (const kind of NUDGES) events.addEventListener(kind, () => refresh.nudge());
  events.addEventListener("lost", () => refresh.nudge());
  events.addEventListener("timeline_rebuilt", ({ detail }) => {
    guide.forget(detail.channelId);
    schedules.forget(detail.channelId);
  });
  events.addEventListener("schedule_remark", ({ detail }) => schedules.forget(detail.channelId));
  events.addEventListener("document_changed", ({ detail }) => {
    refresh.nudge();
    if (detail.document === "channel") schedules.forget(detail.name);
  });
  events.addEventListener("scan_progress", ({ detail }) => store.update({ scan: unlessDone(detail) }));
  events.addEventListener("scan_finished", () => store.update({ scan: null }));
  events.addEventListener("demo_progress", ({ detail }) => store.update({ demo: unlessDone(detail) }));
  document.addEventListener("visibilitychange", () => refresh.nudge());
}

function unlessDone(progress) {
  return progress.done >= progress.total ? null : progress;
}
