/** An address up to where a person, or what ends a quotation, would see its end. */
const ADDRESS = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s"'<>]*)/gi;

/**
 * A text whose addresses name only where, not who: without `user:password@`, and without query and fragment, where
 * tokens stand.
 *
 * @param text Anything a program may have said, of any length.
 */
export function withoutSecrets(text: string): string {
  return text.replace(ADDRESS, (_, scheme: string, rest: string) => {
    const [, authority = "", path = "", more = ""] = /^([^/?#]*)([^?#]*)(.*)$/.exec(rest) ?? [];
    // A path may hold an @ of its own; in the authority the last one ends the name of the user.
    const host = authority.slice(authority.lastIndexOf("@") + 1);
    return scheme + host + path + (/[?#]/.test(more) ? `?…${tailOf(more)}` : "");
  });
}

/** What follows an address in ffmpeg's own sentences: `…?token=a: Server returned 404`. */
function tailOf(more: string): string {
  return /[:,;.)]$/.exec(more)?.[0] ?? "";
}
