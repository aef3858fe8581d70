/** What a client may already have. */
export interface Validators {
  /** Entity tags of the content as it is now; any of them counts. */
  readonly etags: readonly string[];
  /** When it last changed, milliseconds since 1970; null when unknown. */
  readonly lastModifiedMs: number | null;
}

/**
 * Whether the client's copy is still good, so that 304 is the answer (RFC 9110 §13.2.2: with If-None-Match there,
 * If-Modified-Since does not count).
 */
export function isUnchanged(headers: Headers, { etags, lastModifiedMs }: Validators): boolean {
  const wanted = headers.get("if-none-match");
  if (wanted !== null) {
    const tags = wanted.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
    return tags.some((tag) => tag === "*" || etags.includes(tag));
  }
  const sinceMs = Date.parse(headers.get("if-modified-since") ?? "");
  // HTTP dates know no parts of a second.
  return lastModifiedMs !== null && sinceMs >= Math.floor(lastModifiedMs / 1_000) * 1_000;
}

/** Whether the client takes gzip (RFC 9110 §12.5.3: a quality of 0 refuses). */
export function acceptsGzip(headers: Headers): boolean {
  const codings = (headers.get("accept-encoding") ?? "").toLowerCase().split(",").map((coding) => {
    const [name = "", ...parameters] = coding.split(";").map((part) => part.trim());
    const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice("q=".length);
    return { name, isRefused: quality !== undefined && Number(quality) === 0 };
  });
  const coding = codings.find(({ name }) => name === "gzip") ?? codings.find(({ name }) => name === "*");
  return coding !== undefined && !coding.isRefused;
}
