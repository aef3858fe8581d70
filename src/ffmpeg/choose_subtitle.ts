import type { SubtitleFile, SubtitleStream } from "../media.ts";
import { languageRank } from "./language.ts";
import type { Profile } from "./profile.ts";
import { isBitmap } from "./subtitles.ts";

/** Subtitles an item can be shown with. */
export type SubtitleCandidate =
  | {
    /** A file of its own. */
    readonly kind: "sidecar";
    /** Which. */
    readonly sidecar: SubtitleFile;
  }
  | {
    /** A stream of the item's file. */
    readonly kind: "stream";
    /** Which. */
    readonly stream: SubtitleStream;
  };

/** What there is to choose from. */
export interface SubtitleOffer {
  /** Streams of the item's file. */
  readonly streams: readonly SubtitleStream[];
  /** Files beside it. */
  readonly sidecars: readonly SubtitleFile[];
  /** Language of the sound that airs, or null. */
  readonly audioLanguage: string | null;
  /** False where ffmpeg cannot draw text. */
  readonly canDrawText: boolean;
}

/**
 * The subtitles a profile wants of an item, or null for none.
 *
 * The language decides first, in the order of the profile, else that of the sound; subtitles of no known language come
 * after the wanted ones, those of another are not shown. Of one language, files beside the item come before its streams,
 * since somebody put them there; text before pictures; and what translates everything before foreign dialogue only.
 */
export function chooseSubtitle(
  offer: SubtitleOffer,
  profile: Pick<Profile, "subtitles" | "subtitleLanguages">,
): SubtitleCandidate | null {
  if (profile.subtitles === "none") return null;
  const sound = offer.audioLanguage === null ? [] : [offer.audioLanguage];
  const wanted = profile.subtitleLanguages.length > 0 ? profile.subtitleLanguages : sound;
  const ranked = candidates(offer)
    .filter((candidate) => offer.canDrawText || !isText(candidate))
    .filter((candidate) => profile.subtitles === "always" || isForced(candidate))
    .map((candidate) => ({ candidate, rank: rank(candidate, wanted) }))
    .filter(({ candidate, rank }) =>
      rank < wanted.length || languageOf(candidate) === null || wanted.length === 0
    );
  ranked.sort((one, other) =>
    one.rank - other.rank ||
    Number(isForced(one.candidate)) - Number(isForced(other.candidate)) ||
    Number(isText(other.candidate)) - Number(isText(one.candidate))
  );
  return ranked[0]?.candidate ?? null;
}

/** Sidecars first: the sort keeps the order of equals. */
function candidates({ streams, sidecars }: SubtitleOffer): SubtitleCandidate[] {
  return [
    ...sidecars.map((sidecar) => ({ kind: "sidecar", sidecar }) as const),
    ...streams.map((stream) => ({ kind: "stream", stream }) as const),
  ];
}

function rank(candidate: SubtitleCandidate, wanted: readonly string[]): number {
  return languageRank(languageOf(candidate), wanted);
}

function languageOf(candidate: SubtitleCandidate): string | null {
  return candidate.kind === "sidecar" ? candidate.sidecar.language : candidate.stream.language;
}

function isForced(candidate: SubtitleCandidate): boolean {
  return candidate.kind === "sidecar" ? candidate.sidecar.isForced : candidate.stream.isForced;
}

function isText(candidate: SubtitleCandidate): boolean {
  return candidate.kind === "sidecar" || !isBitmap(candidate.stream);
}
