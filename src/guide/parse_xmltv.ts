import { SaxesParser } from "saxes";
import type { GuideChannel, GuideSpan } from "./facts.ts";
import { parseInstant } from "./instants.ts";

/** Elements whose text is kept. */
const TEXTS = ["display-name", "title", "sub-title"];

/** Reads back what a guide's text says, piece by piece, as a strict client would. */
export class XmltvReader {
  readonly #parser = new SaxesParser();
  readonly #channels: GuideChannel[] = [];
  readonly #texts = new Map<string, string[]>();
  #spans: GuideSpan[] = [];
  #fault: string | null = null;
  #text: string | null = null;
  #attributes: Readonly<Record<string, string>> = {};

  /** Has read nothing yet. */
  constructor() {
    this.#parser.on("error", (error) => this.#fault ??= error.message);
    this.#parser.on("opentag", ({ name, attributes }) => this.#open(name, attributes));
    this.#parser.on("text", (text) => {
      if (this.#text !== null) this.#text += text;
    });
    this.#parser.on("closetag", ({ name }) => this.#close(name));
  }

  /** Why the text is not well-formed, or no guide; null while it is. */
  get fault(): string | null {
    return this.#fault;
  }

  /** Channels read so far. */
  get channels(): readonly GuideChannel[] {
    return this.#channels;
  }

  /** Reads on. */
  write(text: string): void {
    this.#parser.write(text);
  }

  /** The document ends here; an open element is a fault. */
  close(): void {
    this.#parser.close();
  }

  /** Programmes read since the last call. */
  takeSpans(): readonly GuideSpan[] {
    const spans = this.#spans;
    this.#spans = [];
    return spans;
  }

  #open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === "channel" || name === "programme") {
      this.#attributes = attributes;
      this.#texts.clear();
    }
    this.#text = TEXTS.includes(name) ? "" : null;
  }

  #close(name: string): void {
    if (this.#text !== null) this.#texts.set(name, [...this.#texts.get(name) ?? [], this.#text]);
    this.#text = null;
    if (name === "channel") {
      const displayNames = this.#texts.get("display-name") ?? [];
      this.#channels.push({ id: this.#attributes.id ?? "", displayNames });
    }
    if (name === "programme") this.#closeProgramme();
  }

  #closeProgramme(): void {
    const { channel = "", start = "", stop = "" } = this.#attributes;
    const startS = parseInstant(start);
    const stopS = parseInstant(stop);
    if (startS === null || stopS === null) this.#fault ??= `${start} or ${stop} is no instant`;
    this.#spans.push({
      channel,
      startS: startS ?? NaN,
      stopS: stopS ?? NaN,
      title: this.#texts.get("title")?.[0] ?? "",
      subTitle: this.#texts.get("sub-title")?.[0] ?? null,
    });
  }
}
