/**
 * Words that release groups append to names. Where one of these stands, the title is over.
 *
 * Each may be written with a dot, a dash or a blank inside.
 */
const STRONG = [
  ...[
    String.raw`(?:4320|2160|1440|1080|720|576|540|480|360)[pi]`,
    "[48]k(?=$|[ ._-])",
    "uhd",
    String.raw`\d{3,4}x\d{3,4}`,
  ],
  ...[
    "blu[ ._-]?ray",
    "bd[ ._-]?(?:rip|remux)",
    "br[ ._-]?rip",
    "web[ ._-]?(?:rip|dl)",
    "(?:hd|pd|ds|sd)?tv[ ._-]?rip",
    "hdtv",
  ],
  ...[
    "dvd[ ._-]?(?:rip|scr|r|[59])",
    "hd[ ._-]?rip",
    "remux",
    "cam[ ._-]?rip",
    "telesync",
    "telecine",
    "vhs[ ._-]?rip",
  ],
  ...["[xh][ ._]?26[456]", "hevc", "av1", "vp9", "xvid", "divx", "mpeg[ ._-]?[24]"],
  ...[
    String.raw`(?:aac|dd[p+]?|dts|ac3|eac3|flac|truehd|opus)[ ._]?(?:2|5|7)[ ._][01]`,
    "e?ac3",
    "dts(?:[ ._-]?hd)?",
    "truehd",
  ],
  ...["aac", "atmos", "10[ ._-]?bits?", "hdr10[+p]?", "hdr", "sdr"],
];

/** Words of releases that are also words of titles: junk only beside a strong one. */
const WEAK = [
  ...[
    "web",
    "dvd",
    "dv",
    "proper",
    "repack",
    "internal",
    "limited",
    "extended(?:[ ._]cut)?",
    "unrated",
    "uncut",
    "remastered",
  ],
  ...[
    "theatrical",
    "directors?[ ._]cut",
    "complete",
    "multi",
    "dual(?:[ ._]audio)?",
    "dubbed",
    "subbed",
    "subs?",
    "german",
  ],
  ...[
    "french",
    "english",
    "italian",
    "spanish",
    "nordic",
    "imax",
    "hybrid",
    "amzn",
    "nf",
    "dsnp",
    "hmax",
    "hulu",
    "atvp",
  ],
];

const BEFORE = String.raw`(?<![\p{L}\p{N}])`;
const AFTER = String.raw`(?![\p{L}\p{N}])`;
const JUNK = new RegExp(
  `(?:${BEFORE}(?:${WEAK.join("|")})${AFTER}[ ._-]*)*${BEFORE}(?:${STRONG.join("|")})${AFTER}`,
  "iu",
);

/** The part of a name before its release words; the whole name if it has none. */
export function beforeRelease(name: string): string {
  const match = JUNK.exec(name);
  return match === null ? name : name.slice(0, match.index);
}

/** Whether release words stand in a name. */
export function hasRelease(name: string): boolean {
  return JUNK.test(name);
}
