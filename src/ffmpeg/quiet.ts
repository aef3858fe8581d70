/** Options every run of ffmpeg has: no terminal, no banner, only errors on stderr. */
export const QUIET = ["-nostdin", "-hide_banner", "-loglevel", "error"] as const;
