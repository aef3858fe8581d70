import { readJson } from "../server/api.js";
import { holdsItem, narrowingWords } from "../rules/collection_match.js";

const PAGE = 500;
const PAGES_MAX = 8;
/** Nobody waits for the answer to half a word. */
const PAUSE_MS = 400;

/** Counts the items of whatever collection was asked for last. */
export class CollectionCount {
  #onText;
  #turn = 0;

  /** @param {(text: string) => void} onText What to show: a count, or why there is none. */
  constructor(onText) {
    this.#onText = onText;
  }

  /** @param {unknown} collection @param {Record<string, unknown>} named Collections by name. */
  async show(collection, named) {
    this.#turn += 1;
    const turn = this.#turn;
    this.#onText("Counting…");
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    if (turn !== this.#turn) return;
    const text = await counted(collection, named).then(
      countText,
      (thrown) => `Cannot count: ${thrown.message}`,
    );
    if (turn === this.#turn) this.#onText(text);
  }

  /** There is nothing to count. */
  clear() {
    this.#turn += 1;
    this.#onText("");
  }
}

async function counted(collection, named) {
  const words = narrowingWords(collection).slice(0, 200);
  const search = words === "" ? "" : `&search=${encodeURIComponent(words)}`;
  let count = 0;
  let cursor = "";
  for (let page = 0; page < PAGES_MAX; page++) {
    const { items, next_cursor: next } = await readJson(
      `media?state=playable&limit=${PAGE}${search}${cursor}`,
    );
    count += items.filter((item) => holdsItem(item, collection, named)).length;
    if (!next) return { count, isAll: true };
    cursor = `&cursor=${encodeURIComponent(next)}`;
  }
  return { count, isAll: false };
}

function countText({ count, isAll }) {
  if (!isAll) return `${count.toLocaleString()} items or more`;
  if (count === 0) return "Nothing playable is found there yet";
  return count === 1 ? "1 item" : `${count.toLocaleString()} items`;
}
