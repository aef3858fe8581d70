import { basename, dirname, join } from "node:path";
import { messageOf } from "../fault.ts";
import { LIMITS } from "../limits.ts";
import { ConfigFault, type ConfigProblem } from "./config_fault.ts";
import { readDocument, type SourceDocument } from "./document.ts";
import { fitsPattern, isIncludePath, isPattern } from "./include_path.ts";
import { quote } from "./locator.ts";
import type { IncludedFile } from "./parse.ts";

/** The seam for the files of the configuration. */
export interface ConfigFiles {
  /** The contents of a file; rejects if it cannot be read. */
  read(path: string): Promise<Uint8Array>;
  /** The names of the files in a folder; rejects if it cannot be read. */
  names(folder: string): Promise<readonly string[]>;
}

/** What a configuration includes. */
export interface Includes {
  /** The files, in the order in which they are named; those of a pattern by their names. */
  readonly included: readonly IncludedFile[];
  /** Where they are: files that are named, and the folders of patterns, in which more may appear. */
  readonly places: readonly string[];
}

/** The file that includes others. */
export interface IncludingFile {
  /** Its contents. */
  readonly text: string | Uint8Array;
  /** Its name, for messages. */
  readonly name: string;
  /** Its absolute path; null when there is no file, which includes nothing. */
  readonly file: string | null;
}

/**
 * Reads the files that a configuration includes. What is wrong with the words of `include`, or with the file as a
 * whole, is left for `parseConfig` to tell.
 *
 * @param main The configuration.
 * @param files The disk.
 * @throws {ConfigFault} With every file that cannot be read, and those beyond the limits.
 */
export async function gatherIncludes(main: IncludingFile, files: ConfigFiles): Promise<Includes> {
  const { name, file } = main;
  const document = file === null ? null : tryDocument(main);
  if (file === null || document === null) return { included: [], places: [] };
  const folder = dirname(file);
  const included = new Map<string, IncludedFile>();
  const places: string[] = [];
  const problems: ConfigProblem[] = [];
  let bytes = 0;

  for (const { text, index } of wishesIn(document)) {
    const refuse = (expected: string) => {
      const path = ["include", index];
      problems.push({ ...document.place(path), path: `include[${index}]`, found: quote(text), expected });
    };
    places.push(join(folder, isPattern(text) ? dirname(text) : text));
    try {
      for (const relative of await filesOf(text, folder, files)) {
        const path = join(folder, relative);
        if (included.has(path) || (path === file && isPattern(text))) continue;
        if (path === file) refuse("another file than this one");
        else if (included.size >= LIMITS.includedFilesMax) {
          refuse(`at most ${LIMITS.includedFilesMax} files in all`);
        } else {
          const contents = await files.read(path);
          bytes += contents.length;
          if (bytes > LIMITS.includedBytesMax) refuse(`at most ${LIMITS.includedBytesMax} bytes in all`);
          else included.set(path, { text: contents, name: join(dirname(name), relative) });
        }
      }
    } catch (thrown) {
      refuse(`a file or folder that can be read (${messageOf(thrown)})`);
    }
  }
  if (problems.length > 0) throw new ConfigFault(problems);
  return { included: [...included.values()], places: [...new Set(places)] };
}

function tryDocument({ text, name }: IncludingFile): SourceDocument | null {
  try {
    return readDocument(text, name);
  } catch (thrown) {
    if (thrown instanceof ConfigFault) return null;
    throw thrown;
  }
}

function wishesIn({ value }: SourceDocument): { readonly text: string; readonly index: number }[] {
  const wishes: unknown = value["include"];
  if (!Array.isArray(wishes)) return [];
  return wishes.slice(0, LIMITS.includedFilesMax).flatMap((text: unknown, index) =>
    typeof text === "string" && isIncludePath(text) ? [{ text, index }] : []
  );
}

/** Paths from the configuration's folder. */
async function filesOf(text: string, folder: string, files: ConfigFiles): Promise<readonly string[]> {
  if (!isPattern(text)) return [text];
  const names = await files.names(join(folder, dirname(text)));
  return names.filter((name) => fitsPattern(name, basename(text))).toSorted()
    .map((name) => join(dirname(text), name));
}
