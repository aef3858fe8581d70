/**
 * @typedef {object} Programme
 * @property {number} startMs
 * @property {number} stopMs
 * @property {string} title
 * @property {string | null} show
 * @property {number | null} season
 * @property {number | null} episode
 * @property {number | null} year
 * @property {"item" | "off_air" | "getting_ready" | "up_next" | "paused"} kind
 * @property {"pre_roll" | "mid_roll" | "post_roll" | "tail" | "fallback" | null} filler What it fills.
 * @property {string | null} guideTitle What the guide calls it, where that is not its own title.
 * @property {string | null} category
 */

/**
 * @typedef {object} Channel
 * @property {string} id
 * @property {string} number
 * @property {string} name
 * @property {string} logoPath
 * @property {string} tsPath
 * @property {string} hlsPath
 * @property {string} state
 * @property {number} viewers
 * @property {string | null} fault
 * @property {"primary" | "mirror" | "alternate" | "filler" | null} inputKind What is on air.
 * @property {boolean} isExhausted Nothing of the programme can be played.
 * @property {Programme | null} now
 * @property {number} positionMs
 * @property {Programme | null} next
 */

/** Turns the API's programme into numbers the page can count with. @returns {Programme} */
export function parseProgramme(raw) {
  return {
    startMs: Date.parse(raw.start),
    stopMs: Date.parse(raw.stop),
    title: raw.title,
    show: raw.show ?? null,
    season: raw.season ?? null,
    episode: raw.episode ?? null,
    year: raw.year ?? null,
    kind: raw.kind,
    filler: raw.filler ?? null,
    guideTitle: raw.guide_title ?? null,
    category: raw.category ?? null,
  };
}

/** Turns the API's channel into what the page shows. @returns {Channel} */
export function parseChannel(raw) {
  const tsPath = pathHere(raw.stream) ?? `/iptv/channel/${raw.number}.ts`;
  return {
    id: raw.id,
    number: raw.number,
    name: raw.name,
    logoPath: pathHere(raw.logo) ?? `/logo/${raw.number}.png`,
    tsPath,
    hlsPath: tsPath.replace(/\.ts$/, ".m3u8"),
    state: raw.state,
    viewers: raw.viewers,
    fault: raw.fault,
    inputKind: raw.input_kind ?? null,
    isExhausted: raw.exhausted ?? false,
    now: raw.now && parseProgramme(raw.now),
    positionMs: raw.position_ms ?? 0,
    next: raw.next && parseProgramme(raw.next),
  };
}

/** The path of an address on this server: the page may reach it under another name than the one it hands out. */
function pathHere(address) {
  if (!address || !URL.canParse(address, location.origin)) return null;
  const { pathname, search } = new URL(address, location.origin);
  return pathname + search;
}
