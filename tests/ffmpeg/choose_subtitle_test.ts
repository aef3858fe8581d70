import { strictEqual } from "node:assert/strict";
import { chooseSubtitle, type SubtitleOffer } from "../../src/ffmpeg/choose_subtitle.ts";
import type { SubtitleFile, SubtitleStream } from "../../src/media.ts";

const stream = (index: number, more: Partial<SubtitleStream> = {}): SubtitleStream => ({
  index,
  codec: "subrip",
  language: "eng",
  isForced: false,
  ...more,
});
const sidecar = (name: string, more: Partial<SubtitleFile> = {}): SubtitleFile => ({
  path: `/media/${name}`,
  language: "en",
  isForced: false,
  ...more,
});

interface Case {
  readonly name: string;
  readonly mode?: "none" | "forced_only" | "always";
  readonly languages?: readonly string[];
  readonly offer: Partial<SubtitleOffer>;
  /** Index of the stream, name of the file, or null. */
  readonly want: number | string | null;
}

const CASES: readonly Case[] = [
  { name: "nothing where nothing is wanted", mode: "none", offer: { streams: [stream(2)] }, want: null },
  { name: "nothing of nothing", offer: {}, want: null },
  {
    name: "the most wanted language",
    languages: ["de", "en"],
    offer: { streams: [stream(2), stream(3, { language: "ger" })] },
    want: 3,
  },
  {
    name: "the next when the first is missing",
    languages: ["fr", "en"],
    offer: { streams: [stream(2), stream(3, { language: "ger" })] },
    want: 2,
  },
  { name: "none in a language nobody wants", languages: ["fr"], offer: { streams: [stream(2)] }, want: null },
  {
    name: "the language of the sound without a wish",
    offer: { audioLanguage: "ger", streams: [stream(2), stream(3, { language: "ger" })] },
    want: 3,
  },
  {
    name: "one of no known language if need be",
    languages: ["fr"],
    offer: { streams: [stream(2), stream(3, { language: null })] },
    want: 3,
  },
  { name: "whatever there is when nothing is known", offer: { streams: [stream(2)] }, want: 2 },
  {
    name: "the whole dialogue before foreign parts",
    offer: { streams: [stream(2, { isForced: true }), stream(3)] },
    want: 3,
  },
  {
    name: "foreign parts if there is nothing else",
    offer: { streams: [stream(2, { isForced: true })] },
    want: 2,
  },
  {
    name: "only foreign parts",
    mode: "forced_only",
    offer: { streams: [stream(2), stream(3, { isForced: true })] },
    want: 3,
  },
  {
    name: "no dialogue in place of foreign parts",
    mode: "forced_only",
    offer: { streams: [stream(2)] },
    want: null,
  },
  {
    name: "foreign parts in the language of the sound",
    mode: "forced_only",
    offer: { audioLanguage: "eng", streams: [stream(2, { isForced: true, language: "fra" })] },
    want: null,
  },
  {
    name: "a file beside the item before its streams",
    offer: { streams: [stream(2)], sidecars: [sidecar("a.en.srt")] },
    want: "/media/a.en.srt",
  },
  {
    name: "the wanted language before a file beside",
    languages: ["de", "en"],
    offer: { streams: [stream(2, { language: "deu" })], sidecars: [sidecar("a.en.srt")] },
    want: 2,
  },
  {
    name: "words before pictures",
    offer: { streams: [stream(2, { codec: "hdmv_pgs_subtitle" }), stream(3)] },
    want: 3,
  },
  {
    name: "pictures where there are no words",
    offer: { streams: [stream(2, { codec: "dvd_subtitle" })] },
    want: 2,
  },
  {
    name: "pictures where ffmpeg cannot draw words",
    offer: {
      canDrawText: false,
      streams: [stream(2, { codec: "dvb_subtitle" }), stream(3)],
      sidecars: [sidecar("a.srt")],
    },
    want: 2,
  },
];

Deno.test({
  name: "chooseSubtitle() chooses",
  permissions: "none",
  async fn(t) {
    for (const { name, mode = "always", languages = [], offer, want } of CASES) {
      await t.step(name, () => {
        const whole = { streams: [], sidecars: [], audioLanguage: null, canDrawText: true, ...offer };
        const chosen = chooseSubtitle(whole, { subtitles: mode, subtitleLanguages: languages });
        strictEqual(
          chosen === null ? null : chosen.kind === "stream" ? chosen.stream.index : chosen.sidecar.path,
          want,
        );
      });
    }
  },
});
