/**
 * Collections, fillers and schedules by name.
 *
 * @typedef {{collections: Record<string, unknown>, fillers: Record<string, unknown>, schedules: Record<string, unknown>}} Named
 */

/** Names inside names end here: one that stands for itself is the server's to refuse. */
const DEPTH_MAX = 8;
const FILLER_KEYS = new Set(["pre_roll", "post_roll", "tail", "filler"]);

/**
 * A channel's document with what its names stand for in their places, so that it can be previewed with a named thing
 * that is not saved yet.
 *
 * @param {object} document
 * @param {Named} named
 */
export function expandNames(document, named) {
  return expandMap(document, { named, depth: 0 });
}

/**
 * Whether a channel airs something else when a named thing changes.
 *
 * @param {object} document
 * @param {Named} before
 * @param {Named} after
 */
export function isTouched(document, before, after) {
  return JSON.stringify(expandNames(document, before)) !== JSON.stringify(expandNames(document, after));
}

function expandMap(map, scope) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, expandAt(key, value, scope)]));
}

function expandAt(key, value, scope) {
  if (key === "schedule") return lookUp("schedules", value, scope, expandAny);
  if (key === "collection") return collection(value, scope);
  if (key === "collections" && Array.isArray(value)) return value.map((one) => collection(one, scope));
  if (key === "any" && Array.isArray(value)) return value.map((one) => collection(one, scope));
  if (key === "inputs" && isMap(value) && "fallback" in value) {
    return { ...expandMap(value, scope), fallback: collection(value.fallback, scope) };
  }
  if (key === "fallback") return content(value, scope);
  if (key === "content" && isMap(value)) return contents(value, scope);
  if (FILLER_KEYS.has(key)) return filler(value, scope);
  if (key === "sequence" && Array.isArray(value)) return value.map((one) => filler(one, scope));
  return expandAny(value, scope);
}

function expandAny(value, scope) {
  if (Array.isArray(value)) return value.map((one) => expandAny(one, scope));
  return isMap(value) ? expandMap(value, scope) : value;
}

function collection(value, scope) {
  return lookUp("collections", value, scope, expandAny);
}

function filler(value, scope) {
  return lookUp("fillers", value, scope, expandAny);
}

/** A content by name is a collection's, but spelt out it is a map around one. */
function content(value, scope) {
  const isName = typeof value === "string" && Object.hasOwn(scope.named.collections, value);
  return isName ? { collection: collection(value, scope) } : expandAny(value, scope);
}

function contents(map, scope) {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, content(value, scope)]));
}

function lookUp(section, value, { named, depth }, otherwise) {
  const isName = typeof value === "string" && Object.hasOwn(named[section], value);
  if (!isName || depth >= DEPTH_MAX) return otherwise(value, { named, depth });
  return lookUp(section, named[section][value], { named, depth: depth + 1 }, otherwise);
}

function isMap(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
