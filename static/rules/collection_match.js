/**
 * Whether a collection holds an item of the library, by the same rules as the server's schedules.
 *
 * @param {{path: string, title: string, show: string | null, season: number | null, year: number | null, kind: string,
 *   duration_ms: number | null}} item As the API shows it.
 * @param {unknown} collection
 * @param {Record<string, unknown>} named Collections by name.
 * @param {number} [depth] Names inside names so far.
 * @returns {boolean}
 */
export function holdsItem(item, collection, named, depth = 0) {
  if (typeof collection === "string") {
    const isKnown = Object.hasOwn(named, collection) && depth < DEPTH_MAX;
    return isKnown && holdsItem(item, named[collection], named, depth + 1);
  }
  const { folder, show, search, playlist, smart, any } = collection ?? {};
  if (folder !== undefined) return isBelow(item.path, folder);
  if (show !== undefined) return isShow(item, show);
  if (search !== undefined) return hasWords(item, search);
  if (playlist !== undefined) return playlist.includes(item.path);
  if (any !== undefined) return any.some((one) => holdsItem(item, one, named, depth + 1));
  return smart !== undefined && isSmart(item, smart);
}

/**
 * Words that every item of a collection has in its title, show or path, so that the server finds few to look through;
 * empty where there are none.
 *
 * @param {unknown} collection
 */
export function narrowingWords(collection) {
  const { folder, show, search } = collection ?? {};
  return [folder, show, search].find((text) => typeof text === "string")?.trim() ?? "";
}

const DEPTH_MAX = 8;
const MINUTE_MS = 60_000;

function isBelow(path, folder) {
  return path.startsWith(`${folder.replace(/\/+$/, "")}/`);
}

function isShow({ show }, wanted) {
  return show !== null && show.toLowerCase() === wanted.toLowerCase();
}

function hasWords({ title, show, path }, search) {
  const text = `${title} ${show ?? ""} ${path}`.toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function isSmart(item, { kind, show, search, folder, season, ...bounds }) {
  const { year_from: from, year_until: until, minutes_min: shortest, minutes_max: longest } = bounds;
  return isNothingOr(kind, () => item.kind === kind) && isNothingOr(show, () => isShow(item, show)) &&
    isNothingOr(search, () => hasWords(item, search)) &&
    isNothingOr(folder, () => isBelow(item.path, folder)) &&
    isNothingOr(season, () => item.season === season) &&
    isNothingOr(from, () => item.year !== null && item.year >= from) &&
    isNothingOr(until, () => item.year !== null && item.year <= until) &&
    isNothingOr(shortest, () => item.duration_ms >= shortest * MINUTE_MS) &&
    isNothingOr(longest, () => item.duration_ms <= longest * MINUTE_MS);
}

function isNothingOr(wanted, holds) {
  return wanted === undefined || wanted === null || holds();
}
