import { element, setChildren } from "../base/element.js";
import { uptimeText } from "../base/time.js";
import { guideSummary } from "../health/guide_facts.js";

/**
 * The strip of small facts below the header, each a link to its details.
 *
 * @param {Element} place
 * @param {import("../server/store.js").Store} store
 * @returns {(nowMs: number) => void} To be called every second.
 */
export function showChips(place, store) {
  const chips = new Map();
  let uptime = null;

  store.subscribe((snapshot) => {
    const facts = [
      ...systemFacts(snapshot),
      ...progressFacts(snapshot),
      ...libraryFacts(snapshot.libraries),
      ...guideFacts(snapshot.guide),
    ];
    setChildren(place, facts.map((fact) => drawn(chips, fact)));
    const seconds = snapshot.system?.uptime_s;
    if (seconds !== undefined && seconds !== uptime?.seconds) uptime = { seconds, atMs: Date.now() };
  });

  return () => {
    if (uptime === null || store.snapshot.link.state !== "online") return;
    drawn(chips, uptimeFact(uptime.seconds + (Date.now() - uptime.atMs) / 1000));
  };
}

/** Makes the chip of a fact at first, changes it later: a focused chip stays focused. */
function drawn(chips, { key, text, state, href = "#/health" }) {
  const chip = chips.get(key) ?? element("a", { class: "chip state", "data-chip": key });
  chips.set(key, chip);
  if (chip.textContent !== text) chip.textContent = text;
  chip.dataset.state = state;
  chip.href = href;
  return chip;
}

function systemFacts({ system, link }) {
  if (system === null) return [];
  return [
    { key: "ready", ...readiness(system, link) },
    { key: "version", text: `Version ${system.version}`, state: "plain" },
    uptimeFact(system.uptime_s),
  ];
}

function readiness({ ready }, link) {
  if (link.state === "away") return { text: "No connection", state: "bad" };
  const waiting = ready.filter((part) => !part.is_ready).map(({ name, detail }) => detail || name);
  return waiting.length === 0
    ? { text: "Ready", state: "good" }
    : { text: `Not ready: ${waiting.join(", ")}`, state: "wait" };
}

function uptimeFact(seconds) {
  return { key: "uptime", text: `Up ${uptimeText(seconds)}`, state: "plain" };
}

function progressFacts({ scan, demo, libraries }) {
  const facts = [];
  const running = scan ?? (libraries?.scan.state === "scanning" ? libraries.scan : null);
  if (running) {
    facts.push({ key: "scan", text: `Scanning ${running.done} of ${running.total}`, state: "wait" });
  }
  if (demo) facts.push({ key: "demo", text: `Rendering demo ${demo.done} of ${demo.total}`, state: "wait" });
  return facts;
}

function libraryFacts(libraries) {
  if (libraries === null) return [];
  const sum = (field) => libraries.items.reduce((total, library) => total + library[field], 0);
  const [playable, broken, missing] = [sum("playable"), sum("broken"), sum("missing")];
  const facts = libraries.items.filter(({ fault }) => fault !== null).map(({ folder, fault }) => {
    return { key: `folder ${folder}`, text: `${folder} unavailable: ${fault}`, state: "bad" };
  });
  facts.push({ key: "playable", text: `${playable.toLocaleString()} playable`, state: "plain" });
  if (broken > 0) {
    facts.push({
      key: "broken",
      text: `${broken.toLocaleString()} broken`,
      state: "bad",
      href: "#/health/broken",
    });
  }
  if (missing > 0) facts.push({ key: "missing", text: `${missing.toLocaleString()} missing`, state: "wait" });
  return facts;
}

function guideFacts(guide) {
  if (guide === null) return [];
  const { text, state } = guideSummary(guide);
  return [{ key: "guide", text, state }];
}
