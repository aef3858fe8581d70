/**
 * Containers a file of the library may be. Playlist formats (HLS, concat, DASH) are left out on purpose: a file of that
 * kind, whatever its extension, would make ffmpeg open other files and addresses.
 */
const CONTAINERS = "matroska,webm,mov,mp4,m4a,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,mp3,flac,wav,w64,aiff," +
  "aac,ac3,eac3,dts,truehd,m4v,h264,hevc,mxf,nut,rm,dv,wtv,ape,wv,tta,caf,au";

/** Options before an input: it is a container of the list above. */
export const CONTAINERS_ONLY: readonly string[] = ["-format_whitelist", CONTAINERS];

/** Options before an input of ffmpeg or ffprobe: only the file itself is opened, whatever it turns out to hold. */
export const LOCAL_FILE_ONLY: readonly string[] = ["-protocol_whitelist", "file", ...CONTAINERS_ONLY];

/** A path as ffmpeg's input: with its protocol, so that no name is taken for an option or another protocol. */
export function localFile(path: string): string {
  return `file:${path}`;
}
