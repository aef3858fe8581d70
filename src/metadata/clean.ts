/**
 * A piece of a file name as people would write it: dots and underscores become blanks, brackets with tags go, and so
 * do separators at both ends. May come out empty.
 */
export function clean(piece: string): string {
  const withoutTags = piece.replace(/[[{][^\]}]*[\]}]/gu, " ").replace(/\(\s*\)/gu, " ");
  return spaced(withoutTags)
    .replace(/\p{Cc}+/gu, " ")
    .replace(/\s+/gu, " ")
    .replace(/^[\s\-–—_.,:;~+)\]}]+/u, "")
    .replace(/[\s\-–—_,:;~+([{]+$/u, "");
}

/** Names with blanks use dots as dots; names without use them as blanks. */
function spaced(piece: string): string {
  const text = piece.replaceAll("_", " ");
  return text.trim().includes(" ") ? text : dotsToBlanks(text);
}

/** `S.W.A.T.Under.Fire` is `S.W.A.T. Under Fire`: single letters in a row are initials. */
function dotsToBlanks(text: string): string {
  const words: string[] = [];
  let initials: string[] = [];
  const flush = () => {
    if (initials.length > 1) words.push(`${initials.join(".")}.`);
    else words.push(...initials);
    initials = [];
  };
  for (const word of text.split(".")) {
    if (/^\p{Lu}$/u.test(word)) {
      initials.push(word);
      continue;
    }
    flush();
    if (word !== "") words.push(word);
  }
  flush();
  return words.join(" ");
}
