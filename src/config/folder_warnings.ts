import type { ChannelConfig, LibrariesConfig } from "./config.ts";
import { renderPlace } from "./config_fault.ts";
import { isRecord, type OptionPath } from "./document.ts";
import { isInside } from "./forms.ts";
import { type Locator, quote } from "./locator.ts";
import { RULE_SECTIONS } from "./rule_documents.ts";

/** A folder that something is drawn from, and the option that says so. */
interface Mention {
  readonly path: OptionPath;
  readonly folder: string;
}

/**
 * Complains of folders that no library scans: what is drawn from them does not air.
 *
 * @param config The channels and the folders that are scanned.
 * @param locator Tells what options say, and where they stand.
 */
export function folderWarnings(
  { channels, libraries }: {
    readonly channels: readonly ChannelConfig[];
    readonly libraries: LibrariesConfig;
  },
  locator: Locator,
): string[] {
  const { paths } = libraries.local;
  const warn = ({ path, folder }: Mention, effect: string) =>
    `${renderPlace(locator.place(path))} ${locator.written(path)}: found ${
      quote(folder)
    }, which is in no folder of libraries.local.paths; ${effect}`;
  const mirrored = (index: number): Mention[] =>
    (channels[index]?.inputs.mirrors ?? []).flatMap(({ from: folder }, at) =>
      paths.some((path) => isInside(folder, path) || isInside(path, folder))
        ? []
        : [{ path: ["channels", index, "inputs", "mirrors", at, "from"], folder }]
    );
  const drawn = ({ folder }: Mention) => !paths.some((path) => isInside(folder, path));
  return [
    ...channels.flatMap((_, index) => [
      ...mentionsIn(locator.value(["channels", index]), ["channels", index]).filter(drawn)
        .map((it) => warn(it, "nothing will air")),
      ...mirrored(index).map((it) => warn(it, "this mirror will not be used")),
    ]),
    ...RULE_SECTIONS.filter((section) => section !== "channels").flatMap((section) =>
      mentionsIn(locator.value([section]), [section]).filter(drawn).map((it) => warn(it, "nothing will air"))
    ),
  ];
}

/** Every `folder: text` below a value. A map of names may hold one called folder, which is a name of something. */
function mentionsIn(value: unknown, path: OptionPath): Mention[] {
  if (Array.isArray(value)) return value.flatMap((part, index) => mentionsIn(part, [...path, index]));
  if (!isRecord(value)) return [];
  const isNames = path.length === 1 || path.at(-1) === "content";
  return Object.entries(value).flatMap(([key, part]) =>
    key === "folder" && typeof part === "string" && !isNames
      ? [{ path: [...path, key], folder: part }]
      : mentionsIn(part, [...path, key])
  );
}
