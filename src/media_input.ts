import { httpFileOnly, isHttpUrl } from "./http_file.ts";
import { LOCAL_FILE_ONLY, localFile } from "./local_file.ts";

/**
 * Options before an input of ffmpeg or ffprobe: nothing but the file itself is opened.
 *
 * @param locator Absolute path, or an http or https URL.
 */
export function thisFileOnly(locator: string): readonly string[] {
  return isHttpUrl(locator) ? httpFileOnly(locator) : LOCAL_FILE_ONLY;
}

/**
 * The input itself, behind `-i`.
 *
 * @param locator Absolute path, or an http or https URL.
 */
export function mediaInput(locator: string): string {
  // Normalised, for ffmpeg knows protocols in small letters only.
  return isHttpUrl(locator) ? new URL(locator).href : localFile(locator);
}
