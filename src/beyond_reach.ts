import { isAbsolute } from "node:path";
import { isInside } from "./config/mod.ts";
import { hostOf, isHttpUrl } from "./http_file.ts";
import { isRecord, textsIn } from "./rule_book.ts";

/** What the program may reach until its next start. */
export interface Reach {
  /** Folders of the library. */
  readonly folders: readonly string[];
  /** Whether main may read a path. */
  readonly mayRead: (path: string) => boolean;
  /** Whether main may ask a host: `name:port`. */
  readonly mayAsk: (host: string) => boolean;
}

/**
 * What a document draws from that cannot be reached before the program is started anew: a folder nobody scans, a mirror
 * that the wall around main shuts out. Each as half a sentence.
 *
 * @param document A channel, collection, filler or schedule as it is written.
 */
export function beyondReach(document: unknown, { folders, mayRead, mayAsk }: Reach): string[] {
  const isScanned = (path: string) => folders.some((folder) => isInside(path, folder));
  const texts = [...textsIn(document)];
  const drawn = texts.filter(([key]) => key === "folder" || key === "playlist[]").map(([, text]) => text);
  const mirrors = mirrorsOf(document);
  return [
    ...new Set([
      ...drawn.filter((path) => isAbsolute(path) && !isScanned(path))
        .map((path) => `${JSON.stringify(path)} lies in no folder of libraries.local.paths`),
      ...mirrors.filter((to) => isHttpUrl(to) ? !mayAsk(hostOf(to)) : isAbsolute(to) && !mayRead(to))
        .map((to) => `the mirror ${JSON.stringify(shown(to))} is none that the configuration file names`),
    ]),
  ];
}

function mirrorsOf(document: unknown): string[] {
  const inputs = isRecord(document) ? document["inputs"] : null;
  const mirrors = isRecord(inputs) ? inputs["mirrors"] : null;
  if (!Array.isArray(mirrors)) return [];
  return mirrors.flatMap((mirror) =>
    isRecord(mirror) && typeof mirror["to"] === "string" ? [mirror["to"]] : []
  );
}

/** Without what may be a password. */
function shown(to: string): string {
  return isHttpUrl(to) ? hostOf(to) : to;
}
