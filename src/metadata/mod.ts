/**
 * What media is: by what an operator says, two databases, NFO files and file names. Everything here happens in the
 * background; what is not known yet is simply not there, and nobody waits for it.
 *
 * Fact by fact, whom to believe: the first that knows it. `merge.ts` holds the same table.
 *
 * | fact                                                          | order                                          |
 * | ------------------------------------------------------------- | ---------------------------------------------- |
 * | kind, season, episode                                         | override, NFO, file name, TheTVDB, TMDB        |
 * | title (one that stands for none, such as `TBA` or `Episode 5`, only if nobody has another), show | override, TheTVDB, TMDB, NFO, file name |
 * | year, plot (an episode's own before its show's), genres, cast, directors, first aired, content rating, rating | override, TheTVDB, TMDB, NFO, file name |
 * | poster, thumbnail, fanart                                     | TheTVDB, TMDB; each kind by itself             |
 * | keys (TheTVDB's, TMDB's, IMDb's)                              | all together; override, TheTVDB, TMDB, NFO, file name |
 *
 * Season and episode are what databases are asked with, so they are believed last. A database has no say in a language
 * nobody wants. `MediaDetails.sources` names who told each fact.
 *
 * @module
 */
export { parseFileName } from "./filename.ts";
export { isPlaceholder, type ResolvedTitle, resolveTitle, type TitleFallbacks } from "./titles.ts";
export {
  artworkPath,
  ENDPOINTS,
  type Endpoints,
  type MetadataOptions,
  type MetadataParts,
  MetadataRoom,
  type MetadataShelf,
  type MetadataView,
} from "./room.ts";
export { type OnThisMachine, onThisMachine } from "./on_this_machine.ts";
export type { AnswerShelf } from "./answers.ts";
export type { Lookup } from "./enrich.ts";
export type { DetailsShelf, EnricherParts, TitleShelf } from "./enricher.ts";
export type { Enriched, EnrichParts } from "./enrich.ts";
export type { FactFinder, Finding, Sought } from "./fact_finder.ts";
export type { Answer } from "./answers.ts";
export type { Image } from "./image_cache.ts";
export type { ImageFile, ImageFiles } from "./image_files.ts";
export type { ImageType } from "./image_type.ts";
export { type LookupFigures, LookupTally } from "./lookup_tally.ts";
export type { FactsBySource } from "./merge.ts";
export type { NfoFiles, NfoFinding, NfoReader } from "./nfo_files.ts";
export type { ClientParts } from "./polite_client.ts";
