import { join, relative, resolve } from "node:path";

/**
 * The files that may hold the configuration, the first that exists wins; none of them means the defaults.
 *
 * @param home The program's folder, absolute.
 * @param chosen The file named on the command line, or null. It alone counts then, and must exist.
 * @param workingFolder Folder against which a relative choice counts.
 */
export function locateConfig(home: string, chosen: string | null, workingFolder: string): string[] {
  if (chosen !== null) return [resolve(workingFolder, chosen)];
  return [join(home, "data", "config.yaml"), join(home, "config.yaml")];
}

/**
 * What messages call the file: its path from the program's folder, or all of its path if it lies elsewhere.
 *
 * @param file The file, absolute; null when none exists and the defaults are used.
 * @param home The program's folder, absolute.
 */
export function configName(file: string | null, home: string): string {
  if (file === null) return "config.yaml";
  const inside = relative(home, file);
  return inside.startsWith("..") ? file : inside;
}
