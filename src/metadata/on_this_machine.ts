import { denoImageFiles } from "./image_files.ts";
import { denoNfoReader } from "./nfo_files.ts";
import { ENDPOINTS, type MetadataParts } from "./room.ts";

/** The parts of the room that are the machine's. */
export type OnThisMachine = Pick<MetadataParts, "fetch" | "nfo" | "images" | "endpoints">;

/**
 * The room's parts on this machine: its network, its media folders, a folder for images.
 *
 * @param imagesFolder Absolute path.
 */
export function onThisMachine(imagesFolder: string): OnThisMachine {
  return {
    fetch: (url, init) => fetch(url, init),
    nfo: denoNfoReader,
    images: denoImageFiles(imagesFolder),
    endpoints: ENDPOINTS,
  };
}
