const LISTED_MAX = 3;
const KINDS = { episode: "episodes", movie: "films", other: "other items" };

/**
 * What a collection holds, in a few words.
 *
 * @param {unknown} collection As a document has it: the name of one, or one spelt out.
 */
export function collectionWords(collection) {
  if (typeof collection === "string") return collection;
  if (!collection) return "nothing";
  const { folder, show, search, playlist, smart, any } = collection;
  if (folder !== undefined) return lastPart(folder);
  if (show !== undefined) return show;
  if (search !== undefined) return `“${search}”`;
  if (playlist !== undefined) return playlist.length === 1 ? "1 file" : `${playlist.length} files`;
  if (any !== undefined) return listWords(any.map(collectionWords));
  return smart === undefined ? "something" : smartWords(smart);
}

/** What something draws from. @param {{collection?: unknown, collections?: readonly unknown[]}} content */
export function contentWords({ collection, collections }) {
  if (collections === undefined) return collectionWords(collection);
  return listWords(collections.map((member) => collectionWords(member?.collection ?? member)));
}

/** A, B and C; only the first few of many. @param {readonly string[]} words */
export function listWords(words) {
  if (words.length === 0) return "nothing";
  if (words.length === 1) return words[0];
  if (words.length <= LISTED_MAX) return `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
  return `${words.slice(0, LISTED_MAX - 1).join(", ")} and ${words.length - LISTED_MAX + 1} more`;
}

function smartWords({ kind, show, search, folder, season, year_from: from, year_until: until, ...lengths }) {
  const years = from && until
    ? `of ${from}–${until}`
    : from
    ? `since ${from}`
    : until
    ? `until ${until}`
    : "";
  const { minutes_min: shortest, minutes_max: longest } = lengths;
  const parts = [
    show ?? KINDS[kind] ?? "items",
    Number.isInteger(season) ? `season ${season}` : "",
    search ? `with “${search}”` : "",
    folder ? `in ${lastPart(folder)}` : "",
    years,
    shortest ? `from ${shortest} min` : "",
    longest ? `up to ${longest} min` : "",
  ];
  return parts.filter(Boolean).join(" ");
}

function lastPart(folder) {
  return folder.split("/").filter(Boolean).at(-1) ?? folder;
}
