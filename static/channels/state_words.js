const WORDS = { idle: "Idle", starting: "Starting", live: "Live", slate: "Slate", dormant: "Dormant" };

const MEANINGS = {
  idle: "Nobody watches; it starts when you do",
  starting: "On its way to the first picture",
  live: "On air",
  slate: "A card is on air in place of the programme",
  dormant: "Waiting for a free slot; it starts when you watch",
};

/** A channel's state as a word. @param {string} state */
export function stateWord(state) {
  return WORDS[state] ?? state;
}

/** What the word means, in a sentence. @param {string} state */
export function stateMeaning(state) {
  return MEANINGS[state] ?? "";
}
