import { element } from "../base/element.js";
import { clockText } from "../base/time.js";

/**
 * One row for each thing that is wrong with a channel, the worst first.
 *
 * @param {object} health As `/api/v1/system` tells it.
 * @param {readonly import("../server/parse.js").Channel[] | null} channels
 */
export function troubleRows(health, channels) {
  const nameOf = ({ channel_id: id, number }) => {
    const channel = channels?.find((one) => one.id === id);
    return channel ? `${channel.number} ${channel.name}` : number;
  };
  const rows = (troubles, noteOf, state) =>
    troubles.map((trouble) => troubleRow(nameOf(trouble), noteOf(trouble), trouble.reason, state));
  return [
    ...rows(health.unhealthy_channels, () => "unhealthy", "bad"),
    ...rows(health.exhausted_channels, () => "nothing left to play", "bad"),
    ...rows(health.breakers, breakerNote, "wait"),
    ...rows(health.parked_inputs, parkedNote, "wait"),
  ];
}

function breakerNote({ state, failures_5m: failures }) {
  const word = state === "open" ? "left alone" : "on trial";
  return `${word} after ${failures} ${failures === 1 ? "failure" : "failures"} in 5 min`;
}

function parkedNote({ input_id: inputId, parked_until: until }) {
  return until === null ? `${inputId} parked` : `${inputId} parked until ${clockText(Date.parse(until))}`;
}

function troubleRow(name, note, reason, state) {
  return element(
    "li",
    {},
    element("span", { class: "row-name", text: name }),
    element("span", { class: "state", "data-state": state, text: note }),
    reason ? element("span", { class: "row-fault", text: reason }) : null,
  );
}
