import type { MetadataConfig } from "./config.ts";
import { listOf, section, textLike, truth } from "./values.ts";
import { z } from "zod";

const KEY = "a key of 8 to 2000 characters as its site shows it, or ${VARIABLE}, or null";
const key = textLike(/^[A-Za-z0-9._~+\/=-]{8,2000}$/, KEY).nullable().default(null);
const pin = textLike(/^[A-Za-z0-9]{4,64}$/, "4 to 64 letters and digits, or ${VARIABLE}, or null")
  .nullable().default(null);

const LANGUAGES = "an ISO 639 code such as en or deu, or a list of 1 to 5 of them";
const language = textLike(/^[a-z]{2,3}$/, LANGUAGES);
const languages = z.union(
  [language, listOf(language, "languages", 5).min(1, LANGUAGES)],
  LANGUAGES,
).default(["eng"]).transform((it): readonly string[] => typeof it === "string" ? [it] : it);

/** The options of `metadata`. */
export const metadataSchema: z.ZodType<MetadataConfig> = section({
  enabled: truth().default(true),
  language: languages,
  tvdb: section({ api_key: key, pin }).prefault({}),
  tmdb: section({ api_key: key }).prefault({}),
}).prefault({}).transform((it): MetadataConfig => ({
  isEnabled: it.enabled,
  languages: it.language,
  tvdb: { apiKey: it.tvdb.api_key, pin: it.tvdb.pin },
  tmdb: { apiKey: it.tmdb.api_key },
}));

/** Hosts that are asked for facts and images, as permissions spell them, when their keys are there. */
export function metadataHosts({ isEnabled, tvdb, tmdb }: MetadataConfig): string[] {
  if (!isEnabled) return [];
  return [
    ...(tvdb.apiKey === null ? [] : ["api4.thetvdb.com:443", "artworks.thetvdb.com:443"]),
    ...(tmdb.apiKey === null ? [] : ["api.themoviedb.org:443", "image.tmdb.org:443"]),
  ];
}
