import { SaxesParser } from "saxes";
import type { GuideChannel, ReadSpan } from "./facts.ts";
import { parseInstant } from "./instants.ts";

/** An element that is being read, in the form of an {@link XmlElement}. */
interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
  readonly children: OpenElement[];
}

/** Reads back what a guide's text says, piece by piece, as a strict client would. */
export class XmltvReader {
  readonly #parser = new SaxesParser();
  readonly #channels: GuideChannel[] = [];
  /** The elements that are open, from the channel or programme on. */
  readonly #open: OpenElement[] = [];
  #spans: ReadSpan[] = [];
  #fault: string | null = null;

  /** Has read nothing yet. */
  constructor() {
    this.#parser.on("error", (error) => this.#fault ??= error.message);
    this.#parser.on("opentag", ({ name, attributes }) => this.#begin(name, attributes));
    this.#parser.on("text", (text) => {
      const element = this.#open.at(-1);
      if (element !== undefined) element.text += text;
    });
    this.#parser.on("closetag", () => this.#end());
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
  takeSpans(): readonly ReadSpan[] {
    const spans = this.#spans;
    this.#spans = [];
    return spans;
  }

  #begin(name: string, attributes: Readonly<Record<string, string>>): void {
    const isWhole = name === "channel" || name === "programme";
    if (this.#open.length === 0 && !isWhole) return;
    this.#open.push({ name, attributes, text: "", children: [] });
  }

  #end(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    const parent = this.#open.at(-1);
    if (parent !== undefined) parent.children.push(element);
    else if (element.name === "channel") this.#channels.push(channelOf(element));
    else this.#endProgramme(element);
  }

  #endProgramme({ attributes, children }: OpenElement): void {
    const { channel = "", start = "", stop = "" } = attributes;
    const startS = parseInstant(start);
    const stopS = parseInstant(stop);
    if (startS === null || stopS === null) this.#fault ??= `${start} or ${stop} is no instant`;
    const titles = children.filter(({ name }) => name === "title");
    const subTitles = children.filter(({ name }) => name === "sub-title");
    this.#spans.push({
      channel,
      startS: startS ?? NaN,
      stopS: stopS ?? NaN,
      title: titles[0]?.text ?? "",
      subTitle: subTitles[0]?.text ?? null,
      // Whatever is there twice counts as something else, too, and will be missed by nobody.
      elements: children.filter((child) => child !== titles[0] && child !== subTitles[0]),
    });
  }
}

function channelOf({ attributes, children }: OpenElement): GuideChannel {
  const names = children.filter(({ name }) => name === "display-name");
  return { id: attributes.id ?? "", displayNames: names.map(({ text }) => text) };
}
