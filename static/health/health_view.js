import { element } from "../base/element.js";
import { clockText, durationText } from "../base/time.js";
import { serverNow } from "../server/clock.js";
import { BrokenFiles } from "./broken_files.js";
import { verifiedText } from "./guide_facts.js";
import { factList, panel, rowsOr } from "./panel.js";
import { troubleRows } from "./troubles.js";

const VIA = { tuner: "tuner", iptv: "stream", hls: "HLS" };

/** The server's own account of itself, in more words than the chips. */
export class HealthView {
  #ready = panel("Ready?");
  #libraries = panel("Libraries");
  #guide = panel("Guide");
  #troubles = panel("Channels in trouble");
  #sessions = panel("Watching now");
  #broken = new BrokenFiles();

  /** @param {Element} place */
  constructor(place) {
    const heading = element("h2", { id: "heading-health", tabindex: -1, text: "Health" });
    const panels = [
      ...[this.#ready, this.#troubles, this.#guide],
      ...[this.#libraries, this.#sessions, this.#broken],
    ];
    place.append(
      element("div", { class: "view-head" }, heading),
      element("div", { class: "panels" }, ...panels.map(({ root }) => root)),
      element("p", { class: "api-link" }, element("a", { href: "/api/docs", text: "The API’s reference" })),
    );
  }

  /** The view came up; `part` names what to look at. @param {string} part */
  show(part) {
    if (part === "broken") this.#broken.reveal();
  }

  /** @param {import("../server/store.js").Snapshot} snapshot */
  update({ system, libraries, guide, sessions, channels, scan }) {
    if (system) fill(this.#ready, rowsOr(system.ready.map(readyRow), "The server names no conditions."));
    if (system?.health) {
      fill(
        this.#troubles,
        rowsOr(troubleRows(system.health, channels), "None. Every channel that runs is well."),
      );
    }
    if (libraries) {
      fill(
        this.#libraries,
        rowsOr(libraries.items.map((library) => libraryRow(library, scan)), "No media folder is configured."),
      );
      this.#broken.update(libraries.items.reduce((sum, { broken }) => sum + broken, 0));
    }
    if (guide) fill(this.#guide, factList(guideFacts(guide)));
    if (sessions) {
      fill(
        this.#sessions,
        rowsOr(sessions.items.map((session) => sessionRow(session, channels)), "Nobody."),
      );
    }
  }
}

/** Replaces what a panel shows only if it reads differently, so that a marked text stays marked. */
function fill({ body }, content) {
  if (body.textContent !== content.textContent) body.replaceChildren(content);
}

function readyRow({ name, is_ready: isReady, detail }) {
  return element(
    "li",
    {},
    element("span", { class: "row-name", text: name }),
    element("span", { class: "row-note row-detail", text: detail }),
    element("span", {
      class: "state",
      "data-state": isReady ? "good" : "wait",
      text: isReady ? "Ready" : "Not yet",
    }),
  );
}

function libraryRow({ folder, playable, broken, missing, fault, problems }, scan) {
  const isScanned = scan?.folder === folder;
  const counts = [`${playable.toLocaleString()} playable`, `${broken} broken`, `${missing} missing`];
  if (isScanned) counts.push(`scanning ${scan.done} of ${scan.total}`);
  return element(
    "li",
    {},
    element("span", { class: "row-name", text: folder }),
    element("span", { class: "row-note", text: counts.join(" · ") }),
    fault === null ? null : element("span", { class: "row-fault", text: `Unavailable: ${fault}` }),
    ...problems.map(({ path, reason }) => {
      return element("span", { class: "row-path", text: `${path}: ${reason}` });
    }),
  );
}

function guideFacts(guide) {
  const facts = [
    ["Version", guide.version ? String(guide.version) : "none yet"],
    ["Verified", verifiedText(guide.verified_by)],
    ["State", guide.is_stale ? "stale: a newer one could not be checked" : "current"],
    ["Content", `${guide.programmes.toLocaleString()} programmes on ${guide.channels} channels`],
  ];
  if (guide.published_at) facts.splice(1, 0, ["Published", clockText(Date.parse(guide.published_at))]);
  return guide.faults.length > 0 ? [...facts, ["Faults", guide.faults.join("; ")]] : facts;
}

function sessionRow(session, channels) {
  const channel = channels?.find(({ id }) => id === session.channel_id);
  const notes = [VIA[session.via] ?? session.via, session.address];
  // Whole minutes: the row is drawn with each answer, not with each second.
  const minutes = Math.floor((serverNow() - Date.parse(session.started_at)) / 60_000);
  if (minutes > 0) notes.push(`for ${durationText(minutes * 60_000)}`);
  return element(
    "li",
    {},
    element("span", {
      class: "row-name",
      text: channel ? `${channel.number} ${channel.name}` : session.channel_id,
    }),
    element("span", { class: "row-note", text: notes.join(" · ") }),
    element("span", { class: "row-path", text: session.agent }),
  );
}
