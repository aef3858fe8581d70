import { SaxesParser } from "saxes";

/** An element of a small XML document. */
export interface XmlElement {
  /** Its name, in small letters: programs write them either way. */
  readonly name: string;
  /** Its attributes, names in small letters. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Elements inside it, in order. */
  readonly children: readonly XmlElement[];
  /** Text right inside it, without blanks around. */
  readonly text: string;
}

/** How large a document may be, beside its bytes. */
export interface XmlBounds {
  /** Elements in all. */
  readonly elementsMax: number;
  /** Elements inside one another. */
  readonly depthMax: number;
}

/** A document that was read, or why it was not. */
export type XmlReading =
  | { readonly root: XmlElement; readonly fault: null }
  | { readonly root: null; readonly fault: string };

/**
 * Reads a small XML document, strictly.
 *
 * Document types are refused, and with them every entity but the five of XML itself: nothing is expanded, nothing
 * fetched.
 *
 * @param text The document, with one root.
 * @param bounds Beyond them it is refused, at once.
 */
export function readXml(text: string, bounds: XmlBounds): XmlReading {
  const reader = new TreeReader(bounds);
  try {
    return { root: reader.read(text), fault: null };
  } catch (thrown) {
    if (thrown instanceof Refusal) return { root: null, fault: thrown.message };
    throw thrown;
  }
}

/** The text of the first element of a name that has any; null if there is none. */
export function textOf(element: XmlElement, ...names: readonly string[]): string | null {
  for (const name of names) {
    const found = element.children.find((child) => child.name === name && child.text !== "");
    if (found !== undefined) return found.text;
  }
  return null;
}

/** Every element of a name right inside another. */
export function childrenOf(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** Ends the reading; never leaves this file. */
class Refusal extends Error {}

interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

class TreeReader {
  readonly #parser = new SaxesParser();
  readonly #open: OpenElement[] = [];
  #root: XmlElement | null = null;
  #elements = 0;

  constructor(private readonly bounds: XmlBounds) {
    this.#parser.on("error", (error) => {
      throw new Refusal(error.message);
    });
    this.#parser.on("doctype", () => {
      throw new Refusal("it declares a document type");
    });
    this.#parser.on("opentag", ({ name, attributes }) => this.#begin(name, attributes));
    this.#parser.on("text", (text) => this.#append(text));
    this.#parser.on("cdata", (text) => this.#append(text));
    this.#parser.on("closetag", () => this.#end());
  }

  read(text: string): XmlElement {
    this.#parser.write(text).close();
    if (this.#root === null) throw new Refusal("it has no element");
    return this.#root;
  }

  #begin(name: string, attributes: Readonly<Record<string, string>>): void {
    if (++this.#elements > this.bounds.elementsMax) {
      throw new Refusal(`it has more than ${this.bounds.elementsMax} elements`);
    }
    if (this.#open.length >= this.bounds.depthMax) {
      throw new Refusal(`its elements lie more than ${this.bounds.depthMax} deep`);
    }
    const lowered = Object.entries(attributes).map(([key, value]) => [key.toLowerCase(), value]);
    const element = { attributes: Object.fromEntries(lowered), children: [], text: "" };
    this.#open.push({ name: name.toLowerCase(), ...element });
  }

  #append(text: string): void {
    const element = this.#open.at(-1);
    if (element !== undefined) element.text += text;
  }

  #end(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    const whole: XmlElement = { ...element, text: element.text.trim() };
    const parent = this.#open.at(-1);
    if (parent === undefined) this.#root = whole;
    else parent.children.push(whole);
  }
}
