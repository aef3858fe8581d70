import { Fault } from "../../fault.ts";
import { type Burn, chooseAudio, chooseSubtitle, isBitmap, type Profile } from "../../ffmpeg/mod.ts";
import { LIMITS } from "../../limits.ts";
import type { MediaItem } from "../../media.ts";
import { type FileTree, findSidecars } from "../../source/mod.ts";
import type { Airing } from "./agenda.ts";
import type { IdleJob, IdleWork } from "./idle_worker.ts";
import type { ProbedItem } from "../preparation.ts";
import { SubtitleTexts, type SubtitleTextsParts, type WantedText } from "./subtitle_texts.ts";

/** What subtitles are found with. */
export interface SubtitleDeskParts extends SubtitleTextsParts {
  /** Where media are, and what lies beside them. */
  readonly tree: Pick<FileTree, "list" | "stat">;
  /** Reads a file beside an item. */
  readonly readFile: (path: string) => Promise<Uint8Array>;
  /** The profiles channels name. */
  readonly profiles: readonly Profile[];
  /** Finds an item by its key. */
  readonly findItem: (itemId: number) => MediaItem | null;
}

/** An item, and the profile it airs in. */
export interface SubtitleWish {
  /** The item. */
  readonly item: ProbedItem;
  /** The profile. */
  readonly profile: Profile;
  /** False where ffmpeg cannot draw text. */
  readonly canDrawText: boolean;
}

/** An input that opens waits so long for words that were not taken out before; then it airs without them. */
const PATIENCE_MS = 2_000;

/** Items remembered as done; beyond, they are looked at again. */
const DONE_MAX = 10_000;

/** Finds the subtitles an item is shown with, and takes words out ahead, for that can mean reading a film to its end. */
export class SubtitleDesk implements IdleWork, AsyncDisposable {
  readonly #texts: SubtitleTexts;
  readonly #stop = new AbortController();
  readonly #done = new Set<string>();

  /** Nothing is taken out yet. */
  constructor(private readonly parts: SubtitleDeskParts) {
    this.#texts = new SubtitleTexts(parts);
  }

  /** For an item that airs now: subtitles that can be had soon; null for none. */
  soon(wish: SubtitleWish): Promise<Burn | null> {
    return this.#burn(wish, (text) => this.#waitFor(text));
  }

  /**
   * For an item that is prepared to air later.
   *
   * @throws {Fault} `tune_failed` while the words are still to be taken out.
   */
  ahead(wish: SubtitleWish): Promise<Burn | null> {
    return this.#burn(wish, async (text) => {
      const path = await this.#texts.find(text);
      if (path !== null || !this.#texts.mayMake(text)) return path;
      throw new Fault("tune_failed", `Cannot prepare ${text.path}: its subtitles are not taken out yet`);
    });
  }

  /** The words to take out next. */
  async next(agenda: readonly Airing[]): Promise<IdleJob | null> {
    const { profiles, findItem, clock } = this.parts;
    const wanting = new Map(
      profiles.filter(({ subtitles }) => subtitles !== "none").map((it) => [it.name, it]),
    );
    for (const { itemId, profile: name, startMs, stopMs } of agenda) {
      const profile = wanting.get(name);
      const item = profile === undefined ? null : findItem(itemId);
      if (profile === undefined || item === null || item.info === null) continue;
      const id = `${itemId} ${item.sizeBytes} ${item.modifiedMs} ${name}`;
      if (this.#done.has(id)) continue;
      await clock.sleep(0);
      const text = await this.#missing({ item: { ...item, info: item.info }, profile, canDrawText: true });
      if (text !== null) return { startMs, stopMs, run: ({ signal }) => this.#texts.makeAhead(text, signal) };
      if (this.#done.size >= DONE_MAX) this.#done.clear();
      this.#done.add(id);
    }
    return null;
  }

  /** Ends what is being taken out. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#texts[Symbol.asyncDispose]();
  }

  /** Words an item needs that are still to be taken out; null when there are none, or it cannot be done. */
  async #missing(wish: SubtitleWish): Promise<WantedText | null> {
    const found: WantedText[] = [];
    await this.#burn(wish, (text) => {
      found.push(text);
      return Promise.resolve(null);
    });
    const [text] = found;
    if (text === undefined || !this.#texts.mayMake(text)) return null;
    return await this.#texts.find(text) === null ? text : null;
  }

  /** The subtitles to draw; `pathOf` says where words are, or null when they are not to be had. */
  async #burn(
    { item, profile, canDrawText }: SubtitleWish,
    pathOf: (text: WantedText) => Promise<string | null>,
  ): Promise<Burn | null> {
    if (profile.subtitles === "none" || item.info.video === null) return null;
    const candidate = chooseSubtitle({
      streams: item.info.subtitles,
      sidecars: await findSidecars(item.locator, this.parts.tree),
      audioLanguage: chooseAudio(item.info.audio, profile.audioLanguages)?.language ?? null,
      canDrawText,
    }, profile);
    if (candidate === null) return null;
    if (candidate.kind === "stream" && isBitmap(candidate.stream)) {
      return { kind: "bitmap", stream: candidate.stream };
    }
    const text = candidate.kind === "stream"
      ? textOf(item, candidate.stream.index)
      : await this.#sidecarText(candidate.sidecar.path);
    const path = await pathOf(text);
    return path === null ? null : { kind: "text", path };
  }

  async #sidecarText(path: string): Promise<WantedText> {
    const facts = await this.parts.tree.stat(path).catch(() => null);
    return {
      path,
      index: 0,
      isSidecar: true,
      version: `${facts?.sizeBytes} ${facts?.modifiedMs}`,
      charset: async () => {
        if ((facts?.sizeBytes ?? Infinity) > LIMITS.subtitleBytesMax) {
          throw new Fault("tune_failed", `it is larger than ${LIMITS.subtitleBytesMax} bytes`);
        }
        return charsetOf(await this.parts.readFile(path));
      },
    };
  }

  async #waitFor(text: WantedText): Promise<string | null> {
    const known = await this.#texts.find(text);
    if (known !== null || !this.#texts.mayMake(text)) return known;
    const over = new AbortController();
    const late = this.parts.clock.sleep(PATIENCE_MS, AbortSignal.any([over.signal, this.#stop.signal]));
    const path = await Promise.race([this.#texts.make(text), late.then(() => null)]);
    over.abort();
    if (path === null) this.parts.log.info("Subtitles: airs without them this time", { path: text.path });
    return path;
  }
}

function textOf({ locator, sizeBytes, modifiedMs }: ProbedItem, index: number): WantedText {
  const charset = () => Promise.resolve(null);
  return { path: locator, index, isSidecar: false, version: `${sizeBytes} ${modifiedMs}`, charset };
}

/** Null for what ffmpeg reads by itself: UTF-8, and UTF-16 with its mark. Anything else is most likely Windows' own. */
function charsetOf(bytes: Uint8Array): string | null {
  const [first = 0, second = 0] = bytes;
  if ([0xff_fe, 0xfe_ff].includes(first << 8 | second)) return null;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return null;
  } catch (thrown) {
    if (thrown instanceof TypeError) return "CP1252";
    throw thrown;
  }
}
