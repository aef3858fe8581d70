/**
 * Reads JSON so that whoever writes it can be helped: where each value stands, and what is wrong in plain words.
 *
 * @typedef {{line: number, column: number, offset: number}} TextPlace Line and column from 1.
 */

const LITERALS = { true: true, false: false, null: null };
const DEPTH_MAX = 100;

/**
 * @param {string} text
 * @returns {{value: unknown, places: Map<string, TextPlace>, fault: null} |
 *   {value: null, places: Map<string, TextPlace>, fault: TextPlace & {detail: string}}} The place of `slots[0].at` is
 *   that of its value; that of the whole is under the empty path.
 */
export function readJsonText(text) {
  const reader = new Reader(text);
  try {
    const value = reader.value("", 0);
    reader.end();
    return { value, places: placesOf(reader, text), fault: null };
  } catch (thrown) {
    if (!(thrown instanceof Wrong)) throw thrown;
    const fault = { ...placeAt(text, thrown.offset), detail: thrown.message };
    return { value: null, places: placesOf(reader, text), fault };
  }
}

/**
 * The place of an option, or of the nearest thing around it that is in the text.
 *
 * @param {Map<string, TextPlace>} places
 * @param {string} path Such as `schedule.slots[3].at`.
 * @returns {TextPlace | null}
 */
export function placeOf(places, path) {
  for (let at = path; at !== ""; at = at.replace(/(\.[^.[\]]*|\[\d+\]|^[^.[\]]+)$/, "")) {
    const place = places.get(at);
    if (place) return place;
  }
  return places.get("") ?? null;
}

class Wrong extends Error {
  constructor(offset, message) {
    super(message);
    this.offset = offset;
  }
}

class Reader {
  #text;
  #at = 0;
  /** @type {Map<string, number>} */
  offsets = new Map();

  constructor(text) {
    this.#text = text;
  }

  value(path, depth) {
    this.#skip();
    if (depth > DEPTH_MAX) this.#fail("this is nested too deeply");
    this.offsets.set(path, this.#at);
    const next = this.#text[this.#at];
    if (next === "{") return this.#map(path, depth);
    if (next === "[") return this.#list(path, depth);
    if (next === '"') return this.#string();
    return this.#word();
  }

  end() {
    this.#skip();
    if (this.#at < this.#text.length) this.#fail("the document ends before this; nothing may follow");
  }

  #map(path, depth) {
    const entries = new Map();
    this.#each("}", () => {
      if (this.#text[this.#at] !== '"') {
        this.#fail('an option’s name in double quotes belongs here, such as "name"');
      }
      const keyAt = this.#at;
      const key = this.#string();
      if (entries.has(key)) this.#fail(`“${key}” is there twice`, keyAt);
      this.#skip();
      if (this.#text[this.#at] !== ":") this.#fail(`a colon belongs behind “${key}”`);
      this.#at += 1;
      entries.set(key, this.value(path === "" ? key : `${path}.${key}`, depth + 1));
    });
    return Object.fromEntries(entries);
  }

  #list(path, depth) {
    const items = [];
    this.#each("]", () => items.push(this.value(`${path}[${items.length}]`, depth + 1)));
    return items;
  }

  /** What stands between brackets, with commas between. */
  #each(close, readOne) {
    const openAt = this.#at;
    this.#at += 1;
    this.#skip();
    if (this.#text[this.#at] === close) {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.#skip();
      if (this.#text[this.#at] === close) this.#fail(`the comma before “${close}” is one too many`);
      readOne();
      this.#skip();
      const next = this.#text[this.#at];
      this.#at += 1;
      if (next === close) return;
      if (next === undefined) this.#fail(`this “${this.#text[openAt]}” is never closed`, openAt);
      if (next !== ",") this.#fail(`a comma or “${close}” belongs here`, this.#at - 1);
    }
  }

  #string() {
    const from = this.#at;
    const match = /"(?:[^"\\\n]|\\.)*"/y;
    match.lastIndex = from;
    const found = match.exec(this.#text)?.[0];
    if (found === undefined) this.#fail("this text has no closing quote on its line");
    this.#at += found.length;
    try {
      return JSON.parse(found);
    } catch {
      return this.#fail("this text has a backslash or a character that JSON does not know", from);
    }
  }

  #word() {
    const from = this.#at;
    const match = /[^\s,:{}[\]"]+/y;
    match.lastIndex = from;
    const word = match.exec(this.#text)?.[0];
    if (word === undefined) {
      this.#fail(from >= this.#text.length ? "the text ends too early" : "a value belongs here");
    }
    this.#at += word.length;
    if (Object.hasOwn(LITERALS, word)) return LITERALS[word];
    if (/^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(word)) return Number(word);
    return this.#fail(
      `“${word}” is neither a number, true, false nor null; text belongs in double quotes`,
      from,
    );
  }

  #skip() {
    const match = /\s*/y;
    match.lastIndex = this.#at;
    this.#at += match.exec(this.#text)[0].length;
  }

  #fail(detail, at = this.#at) {
    throw new Wrong(at, detail);
  }
}

function placesOf({ offsets }, text) {
  return new Map([...offsets].map(([path, offset]) => [path, placeAt(text, offset)]));
}

function placeAt(text, offset) {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1).length + 1, offset };
}
