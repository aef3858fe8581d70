const WORDS = {
  idle: "Idle",
  starting: "Starting",
  live: "Live",
  slate: "Slate",
  dormant: "Dormant",
  "stand-in": "Stand-in",
  unavailable: "Unavailable",
};

const MEANINGS = {
  idle: "Nobody watches; it starts when you do",
  starting: "On its way to the first picture",
  live: "On air",
  slate: "A card is on air in place of the programme",
  dormant: "Waiting for a free slot; it starts when you watch",
  unavailable: "Nothing of the programme can be played; a card is on air until something can",
};

const STAND_INS = {
  mirror: "The programme is on air from a mirror, for its own file cannot be played",
  alternate: "The programme is on air from another copy, for its own file cannot be played",
  filler: "Something else is on air, for the programme cannot be played",
};

/**
 * A channel's state, with what its inputs say about it: on a stand-in, or with nothing left to play.
 *
 * @param {import("../server/parse.js").Channel} channel
 */
export function shownState({ state, inputKind, isExhausted }) {
  if (isExhausted && state === "slate") return "unavailable";
  return state === "live" && inputKind in STAND_INS ? "stand-in" : state;
}

/** A channel's state as a word. @param {import("../server/parse.js").Channel} channel */
export function stateWord(channel) {
  const state = shownState(channel);
  return WORDS[state] ?? state;
}

/** What the word means, in a sentence. @param {import("../server/parse.js").Channel} channel */
export function stateMeaning(channel) {
  const state = shownState(channel);
  return (state === "stand-in" ? STAND_INS[channel.inputKind] : MEANINGS[state]) ?? "";
}
